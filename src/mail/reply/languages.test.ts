// The lines that mail programs write around an answer, in the languages of their users: each is known, and leaves the writer's words alone.
import { describe, expect, it } from "vitest";
import { visibleText } from "./visible-reply.ts";

const attributions: readonly [string, string][] = [
  ["English, Gmail", "On Mon, Nov 2, 2026 at 10:00 AM Ann Lee <ann@x.example> wrote:"],
  ["English, Gmail of 2026", "On Mon, Nov 2, 2026 at 10:00\u202fAM Ann Lee <ann@x.example> wrote:"],
  ["English, Apple Mail", "On 2 Nov 2026, at 10:00, Ann Lee <ann@x.example> wrote:"],
  ["English, iPhone", "On Nov 2, 2026, at 10:00 AM, Ann Lee <ann@x.example> wrote:"],
  ["English, Thunderbird", "On 02/11/2026 10:00, Ann Lee wrote:"],
  ["English, Thunderbird of the US", "On 11/2/26 10:00 AM, Ann Lee wrote:"],
  ["English, Yahoo", "On Monday, November 2, 2026 at 10:00:00 AM GMT+1, Ann Lee <ann@x.example> wrote:"],
  ["English, Proton", "On Monday, November 2nd, 2026 at 10:00 AM, Ann Lee <ann@x.example> wrote:"],
  ["English, Zoho", "---- On Mon, 02 Nov 2026 10:00:00 +0100 Ann Lee <ann@x.example> wrote ----"],
  ["English, Notes", "-----ann@x.example wrote: -----"],
  ["English, 163", 'At 2026-11-02 10:00:00, "Ann Lee" <ann@x.example> wrote:'],
  ["English, Horde", "Quoting Ann Lee <ann@x.example>:"],
  ["English, Spark", "On Nov 2, 2026, 10:00 AM +0100, Ann Lee <ann@x.example>, wrote:"],
  ["English, Yandex", '02.11.2026, 10:00, "Ann Lee" <ann@x.example>:'],
  ["English, Mail.ru", "Monday, November 2, 2026, 10:00 AM +03:00 from Ann Lee <ann@x.example>:"],
  ["German, Gmail", "Am Mo., 2. Nov. 2026 um 10:00 Uhr schrieb Ann Lee <ann@x.example>:"],
  ["German, Apple Mail", "Am 02.11.2026 um 10:00 schrieb Ann Lee <ann@x.example>:"],
  ["German, Thunderbird", "Am 02.11.26 um 10:00 schrieb Ann Lee:"],
  ["German, Horde", "Zitat von Ann Lee <ann@x.example>:"],
  ["French, Gmail", "Le lun. 2 nov. 2026 à 10:00, Ann Lee <ann@x.example> a écrit :"],
  ["French, Apple Mail", "Le 2 nov. 2026 à 10:00, Ann Lee <ann@x.example> a écrit :"],
  ["French, Thunderbird", "Le 02/11/2026 à 10:00, Ann Lee a écrit :"],
  ["Spanish, Gmail", "El lun, 2 nov 2026 a las 10:00, Ann Lee (<ann@x.example>) escribió:"],
  ["Catalan", "El dl., 2 de nov. 2026, 10:00, Ann Lee <ann@x.example> va escriure:"],
  ["Portuguese, Brazil", "Em seg., 2 de nov. de 2026 às 10:00, Ann Lee <ann@x.example> escreveu:"],
  ["Portuguese, Portugal", "Ann Lee <ann@x.example> escreveu (segunda, 2/11/2026 à(s) 10:00):"],
  ["Italian, Gmail", "Il giorno lun 2 nov 2026 alle ore 10:00 Ann Lee <ann@x.example> ha scritto:"],
  ["Dutch, Gmail", "Op ma 2 nov 2026 om 10:00 schreef Ann Lee <ann@x.example>:"],
  ["Dutch, Apple Mail", "Op 2 nov 2026, om 10:00 heeft Ann Lee <ann@x.example> het volgende geschreven:"],
  ["Swedish, Gmail", "Den mån 2 nov. 2026 kl 10:00 skrev Ann Lee <ann@x.example>:"],
  ["Swedish, Apple Mail", "2 nov. 2026 kl. 10:00 skrev Ann Lee <ann@x.example>:"],
  ["Danish", "Den man. 2. nov. 2026 kl. 10.00 skrev Ann Lee <ann@x.example>:"],
  ["Norwegian", "man. 2. nov. 2026 kl. 10:00 skrev Ann Lee <ann@x.example>:"],
  ["Icelandic", "Þann mán., 2. nóv. 2026 kl. 10:00 skrifaði Ann Lee <ann@x.example>:"],
  ["Finnish", "ma 2. marrask. 2026 klo 10.00 Ann Lee (ann@x.example) kirjoitti:"],
  ["Estonian", "Ann Lee <ann@x.example> kirjutas kuupäeval E, 2. november 2026 kell 10:00:"],
  ["Polish, Gmail", "pon., 2 lis 2026 o 10:00 Ann Lee <ann@x.example> napisał(a):"],
  ["Polish, Thunderbird", "W dniu 02.11.2026 o 10:00, Ann Lee pisze:"],
  ["Czech, Gmail", "po 2. 11. 2026 v 10:00 odesílatel Ann Lee <ann@x.example> napsal:"],
  ["Czech, Thunderbird", "Dne 02. 11. 26 v 10:00 Ann Lee napsal(a):"],
  ["Slovak", "po 2. 11. 2026 o 10:00 Ann Lee <ann@x.example> napísal(a):"],
  ["Slovenian", "V V pon., 2. nov. 2026 ob 10:00 je oseba Ann Lee <ann@x.example> napisala:"],
  ["Croatian", "pon, 2. stu 2026. u 10:00 Ann Lee <ann@x.example> napisao je:"],
  ["Serbian", "пон, 2. нов 2026. у 10:00 Ann Lee <ann@x.example> је написао/ла:"],
  ["Hungarian", "Ann Lee <ann@x.example> ezt írta (időpont: 2026. nov. 2., H, 10:00):"],
  ["Romanian", "În lun., 2 nov. 2026 la 10:00, Ann Lee <ann@x.example> a scris:"],
  ["Russian, Gmail", "пн, 2 нояб. 2026 г. в 10:00, Ann Lee <ann@x.example>:"],
  ["Russian, Apple Mail", "2 нояб. 2026 г., в 10:00, Ann Lee <ann@x.example> написал(а):"],
  ["Russian, Thunderbird", "02.11.2026 10:00, Ann Lee пишет:"],
  ["Russian, Mail.ru", "Понедельник, 2 ноября 2026, 10:00 +03:00 от Ann Lee <ann@x.example>:"],
  ["Ukrainian", "пн, 2 лист. 2026 р. о 10:00 Ann Lee <ann@x.example> пише:"],
  ["Bulgarian", "На пн, 2.11.2026 г. в 10:00 Ann Lee <ann@x.example> написа:"],
  ["Greek", "Στις Δευ 2 Νοε 2026 στις 10:00 π.μ., ο/η Ann Lee <ann@x.example> έγραψε:"],
  ["Turkish", "Ann Lee <ann@x.example>, 2 Kas 2026 Pzt, 10:00 tarihinde şunu yazdı:"],
  ["Lithuanian", "2026-11-02, pr, 10:00 Ann Lee <ann@x.example> rašė:"],
  ["Latvian", "pirmd., 2026. g. 2. nov., plkst. 10:00 — lietotājs Ann Lee (<ann@x.example>) rakstīja:"],
  ["Hebrew", "בתאריך יום ב׳, 2 בנוב׳ 2026 ב-10:00 מאת Ann Lee <‪ann@x.example‬‏>:‬"],
  ["Arabic", "في الاثنين، 2 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Ann Lee <ann@x.example>:"],
  ["Persian", "در تاریخ دوشنبه ۲ نوامبر 2026، 10:00 Ann Lee <ann@x.example> نوشت:"],
  ["Chinese, Gmail", "Ann Lee <ann@x.example> 于2026年11月2日周一 10:00写道："],
  ["Chinese, Apple Mail", "在 2026年11月2日，10:00，Ann Lee <ann@x.example> 写道："],
  ["Chinese, Taiwan", "Ann Lee <ann@x.example> 於 2026年11月2日 週一 上午10:00寫道："],
  ["Japanese, Gmail", "2026年11月2日(月) 10:00 Ann Lee <ann@x.example>:"],
  ["Japanese, Apple Mail", "2026/11/02 10:00、Ann Lee <ann@x.example>のメール:"],
  ["Korean, Gmail", "2026년 11월 2일 (월) 오전 10:00, Ann Lee <ann@x.example>님이 작성:"],
  ["Vietnamese", "Vào Th 2, 2 thg 11, 2026 vào lúc 10:00 Ann Lee <ann@x.example> đã viết:"],
  ["Indonesian", "Pada Sen, 2 Nov 2026 pukul 10.00 Ann Lee <ann@x.example> menulis:"],
  ["Catalan, Gmail", "Missatge de Ann Lee <ann@x.example> del dia dl., 2 de nov. 2026 a les 10:00:"],
  ["Polish, Apple Mail", "Wiadomość napisana przez Ann Lee <ann@x.example> w dniu 2 lis 2026, o godz. 10:00:"],
  ["Finnish, Apple Mail", "Ann Lee <ann@x.example> kirjoitti 2.11.2026 kello 10.00:"],
  ["Finnish, Thunderbird", "Ann Lee kirjoitti 2.11.2026 klo 10.00:"],
  ["Turkish, Apple Mail", "Ann Lee <ann@x.example> şunları yazdı (2 Kas 2026 10:00):"],
  ["Thai", "ในวันที่ จ. 2 พ.ย. 2026 เวลา 10:00 Ann Lee <ann@x.example> เขียนว่า:"],
];

describe("the line above a quotation", () => {
  it.each(attributions)("%s", (_name, line) => {
    expect(visibleText(`My answer.\n\n${line}\n\n> What was said.\n> More.`)).toBe("My answer.");
    expect(visibleText(`${line}\n> What was said.\n\nMy answer.`)).toBe("My answer.");
  });

  it.each(attributions.filter(([, line]) => /<\S+@/.test(line)))("%s, broken before or behind the address", (_name, line) => {
    for (const broken of [line.replace(" <", "\n<"), line.replace("> ", ">\n")]) {
      expect(visibleText(`My answer.\n\n${broken}\n\n> What was said.`)).toBe("My answer.");
    }
  });

  it("is known in a language that is not, where it says who and when", () => {
    const line = "Ann Lee <ann@x.example> rhywbryd ar 2 Tachwedd 2026 am 10:00 fel hyn:";
    expect(visibleText(`My answer.\n\n${line}\n\n> What was said.`)).toBe("My answer.");
    expect(visibleText(`Log of <ann@x.example> on 2.11.2026 at 10:00:\n\nrefused`)).toContain("refused");
  });

  it.each(attributions.filter(([, line]) => /@/.test(line)))("%s, with nothing marked below", (_name, line) => {
    expect(visibleText(`My answer.\n\n${line}\n\nWhat was said.`)).toBe("My answer.");
  });
});

const blocks: readonly [string, string][] = [
  [
    "English",
    "From: Ann Lee <ann@x.example>\nSent: Monday, November 2, 2026 10:00 AM\nTo: Desk <desk@x.example>\nSubject: Broken",
  ],
  [
    "English, bold and Cc",
    "*From:* Ann Lee <ann@x.example>\n*Date:* Monday, 2 November 2026 at 10:00\n*To:* Desk\n*Cc:* Bob\n*Subject:* Broken",
  ],
  ["German", "Von: Ann Lee <ann@x.example>\nGesendet: Montag, 2. November 2026 10:00\nAn: Desk\nBetreff: Kaputt"],
  [
    "German, T-Online",
    '-----Original-Nachricht-----\nBetreff: Kaputt\nDatum: 2026-11-02T10:00:00+0100\nVon: "Ann" <ann@x.example>\nAn: "Desk" <desk@x.example>',
  ],
  [
    "German, GMX",
    'Gesendet: Montag, 02. November 2026 um 10:00 Uhr\nVon: "Ann Lee" <ann@x.example>\nAn: desk@x.example\nBetreff: Kaputt',
  ],
  ["German, Notes", "Von:        Ann Lee/ACME\nAn:        Desk/ACME\nDatum:        02.11.2026 10:00\nBetreff:        Kaputt"],
  ["French", "De : Ann Lee <ann@x.example>\nEnvoyé : lundi 2 novembre 2026 10:00\nÀ : Desk\nObjet : Cassé"],
  ["French, Orange", '> Message du 02/11/26 10:00\n> De : "Ann" <ann@x.example>\n> A : desk@x.example\n> Objet : Cassé'],
  ["Spanish", "De: Ann Lee <ann@x.example>\nEnviado el: lunes, 2 de noviembre de 2026 10:00\nPara: Desk\nAsunto: Roto"],
  [
    "Portuguese",
    "De: Ann Lee <ann@x.example>\nEnviado: segunda-feira, 2 de novembro de 2026 10:00\nPara: Desk\nAssunto: Partido",
  ],
  ["Italian", "Da: Ann Lee <ann@x.example>\nInviato: lunedì 2 novembre 2026 10:00\nA: Desk\nOggetto: Rotto"],
  ["Dutch", "Van: Ann Lee <ann@x.example>\nVerzonden: maandag 2 november 2026 10:00\nAan: Desk\nOnderwerp: Kapot"],
  ["Swedish", "Från: Ann Lee <ann@x.example>\nSkickat: den 2 november 2026 10:00\nTill: Desk\nÄmne: Trasig"],
  ["Danish", "Fra: Ann Lee <ann@x.example>\nSendt: 2. november 2026 10:00\nTil: Desk\nEmne: Gået i stykker"],
  ["Norwegian", "Fra: Ann Lee <ann@x.example>\nDato: mandag 2. november 2026 kl. 10:00\nTil: Desk\nEmne: Ødelagt"],
  [
    "Finnish",
    "Lähettäjä: Ann Lee <ann@x.example>\nLähetetty: maanantai 2. marraskuuta 2026 10.00\nVastaanottaja: Desk\nAihe: Rikki",
  ],
  ["Polish", "Od: Ann Lee <ann@x.example>\nWysłano: poniedziałek, 2 listopada 2026 10:00\nDo: Desk\nTemat: Zepsute"],
  ["Czech", "Od: Ann Lee <ann@x.example>\nOdesláno: pondělí 2. listopadu 2026 10:00\nKomu: Desk\nPředmět: Rozbité"],
  ["Hungarian", "Feladó: Ann Lee <ann@x.example>\nElküldve: 2026. november 2., hétfő 10:00\nCímzett: Desk\nTárgy: Elromlott"],
  ["Romanian", "De la: Ann Lee <ann@x.example>\nTrimis: luni, 2 noiembrie 2026 10:00\nCătre: Desk\nSubiect: Stricat"],
  ["Russian", "От: Ann Lee <ann@x.example>\nОтправлено: 2 ноября 2026 г. 10:00\nКому: Desk\nТема: Сломано"],
  ["Ukrainian", "Від: Ann Lee <ann@x.example>\nНадіслано: 2 листопада 2026 р. 10:00\nКому: Desk\nТема: Зламано"],
  ["Greek", "Από: Ann Lee <ann@x.example>\nΗμερομηνία: Δευτέρα, 2 Νοεμβρίου 2026 10:00\nΠρος: Desk\nΘέμα: Χάλασε"],
  ["Turkish", "Kimden: Ann Lee <ann@x.example>\nGönderildi: 2 Kasım 2026 Pazartesi 10:00\nKime: Desk\nKonu: Bozuk"],
  ["Hebrew", "מאת: Ann Lee <ann@x.example>\nנשלח: יום שני 02 נובמבר 2026 10:00\nאל: Desk\nנושא: שבור"],
  ["Arabic", "من: Ann Lee <ann@x.example>\nتم الإرسال: 02/نوفمبر/2026 10:00\nإلى: Desk\nالموضوع: معطل"],
  ["Chinese", "发件人: Ann Lee <ann@x.example>\n发送时间: 2026年11月2日 10:00\n收件人: Desk\n主题: 坏了"],
  [
    "Chinese, QQ",
    '------------------ 原始邮件 ------------------\n发件人: "Ann" <ann@x.example>;\n发送时间: 2026年11月2日(星期一) 上午10:00\n收件人: "Desk"<desk@x.example>;\n主题: 坏了',
  ],
  ["Chinese, Taiwan", "寄件者: Ann Lee <ann@x.example>\n寄件日期: 2026年11月2日 10:00\n收件者: Desk\n主旨: 壞了"],
  ["Japanese", "差出人: Ann Lee <ann@x.example>\n送信日時: 2026年11月2日 10:00\n宛先: Desk\n件名: 故障"],
  ["Korean", "보낸 사람: Ann Lee <ann@x.example>\n보낸 날짜: 2026년 11월 2일 월요일 10:00\n받는 사람: Desk\n제목: 고장"],
];

describe("the block above an original message", () => {
  it.each(blocks)("%s", (_name, block) => {
    expect(visibleText(`My answer.\n\n${block}\n\nWhat was said.`)).toBe("My answer.");
    expect(visibleText(`My answer.\n________________________________\n${block}\n\nWhat was said.`)).toBe("My answer.");
  });
});

const rulers = [
  "-----Original Message-----",
  "-------- Original message --------",
  "------- Original Message -------",
  "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐",
  "*-------- Original Message --------*",
  "-----Ursprüngliche Nachricht-----",
  "-------- Original-Nachricht --------",
  "-----Message d'origine-----",
  "-------- Message d’origine --------",
  "-----Mensaje original-----",
  "-----Mensagem original-----",
  "-----Messaggio originale-----",
  "-----Oorspronkelijk bericht-----",
  "-----Ursprungligt meddelande-----",
  "-----Oprindelig meddelelse-----",
  "-----Opprinnelig melding-----",
  "-----Alkuperäinen viesti-----",
  "-----Wiadomość oryginalna-----",
  "-----Původní zpráva-----",
  "-----Pôvodná správa-----",
  "-----Izvirno sporočilo-----",
  "-----Eredeti üzenet-----",
  "-----Исходное сообщение-----",
  "-----Оригінальне повідомлення-----",
  "-----Özgün İleti-----",
  "-----Orijinal Mesaj-----",
  "-----Αρχικό μήνυμα-----",
  "-----הודעה מקורית-----",
  "-----الرسالة الأصلية-----",
  "-----原始邮件-----",
  "-----原始郵件-----",
  "-----元のメッセージ-----",
  "-----원본 메시지-----",
  "------------------ Original ------------------",
];

describe("the ruler above an original message", () => {
  it.each(rulers)("%s", (ruler) => {
    expect(visibleText(`My answer.\n\n${ruler}\nWhat was said.`)).toBe("My answer.");
  });
});

const phones = [
  "Sent from my iPhone",
  "Sent from my iPhone.",
  "Sent from my Samsung Galaxy smartphone.",
  "Sent from my Verizon, Samsung Galaxy smartphone",
  "Sent from Yahoo Mail for iPhone",
  "Sent from Yahoo Mail on Android<https://mail.example/link>",
  "Sent from Mail for Windows 10",
  "Sent from Mail<https://go.example/fwlink> for Windows",
  "Sent from Outlook for Android<https://aka.ms/AAb9ysg>",
  "Sent with Proton Mail secure email.",
  "Sent with [Proton Mail](https://proton.example/) secure email.",
  "Sent via Superhuman iOS <https://superhuman.example>",
  "Sent from ProtonMail Mobile",
  "Get Outlook for iOS",
  "Get [Outlook for Android](https://aka.ms/ghei36)",
  "Get BlueMail for Android",
  "Sent wirelessly from my BlackBerry device",
  "Von meinem iPhone gesendet",
  "Von meinem Samsung Galaxy Smartphone gesendet.",
  "Gesendet von Outlook für iOS",
  "Gesendet von Mail für Windows 10",
  "Gesendet mit der GMX Mail App",
  "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.",
  "Gesendet mit der Telekom Mail App",
  "Envoyé de mon iPhone",
  "Envoyé depuis mon appareil mobile Samsung",
  "Envoyé à partir d’Outlook pour Android",
  "Envoyé depuis Yahoo Mail pour Android",
  "Télécharger Outlook pour Android",
  "Enviado desde mi iPhone",
  "Enviado desde Outlook para Android",
  "Obtener Outlook para iOS",
  "Enviado do meu iPhone",
  "Enviado do Yahoo Mail para iPhone",
  "Inviato da iPhone",
  "Inviato dal mio iPhone",
  "Inviato da Outlook per Android",
  "Verstuurd vanaf mijn iPhone",
  "Verzonden vanaf Samsung Mobile",
  "Skickat från min iPhone",
  "Hämta Outlook för Android",
  "Sendt fra min iPhone",
  "Hent Outlook for iOS",
  "Lähetetty iPhonesta",
  "Wysłane z iPhone'a",
  "Pobierz program Outlook dla systemu iOS",
  "Odesláno z iPhonu",
  "Odoslané z iPhonu",
  "Poslano s mojeg iPhonea",
  "Trimis de pe iPhone-ul meu",
  "Отправлено с iPhone",
  "Отправлено из мобильной Почты Mail.ru",
  "Отправлено из Яндекс.Почты для мобильных",
  "Надіслано з iPhone",
  "Изпратено от моя iPhone",
  "Στάλθηκε από το iPhone μου",
  "iPhone'umdan gönderildi",
  "נשלח מה-iPhone שלי",
  "أرسلت من الـ iPhone",
  "发自我的iPhone",
  "发自我的 iPhone",
  "從我的 iPhone 傳送",
  "iPhoneから送信",
  "나의 iPhone에서 보냄",
  "Đã gửi từ iPhone của tôi",
  "Dikirim dari iPhone saya",
  "Outlook für iOS beziehen<https://aka.example/x>",
  "Outlook für Android herunterladen",
  "Outlook for iOS を入手",
  "Von Yahoo Mail auf Android gesendet",
  "Yahoo Mail: Search, Organize, Conquer",
  "Virus-free. www.avast.example",
];

describe("the line of a phone or program", () => {
  it.each(phones)("%s", (line) => {
    expect(visibleText(`My answer.\n\n${line}`)).toBe("My answer.");
    expect(visibleText(`My answer.\n\n${line}\n\nOn 1 Nov 2026, at 9:00, Ann <ann@x.example> wrote:\n> Old`)).toBe("My answer.");
  });
});

const above = [
  "##- Please type your reply above this line -##",
  "-- Reply above this line --",
  "Please reply above this line",
  "---- Reply above this line to add a comment ----",
  "##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein. -##",
  "##- Veuillez écrire votre réponse au-dessus de cette ligne -##",
  "##- Escriba su respuesta por encima de esta línea -##",
  "##- Digite sua resposta acima desta linha -##",
  "##- Digitare la risposta sopra questa riga -##",
  "##- Typ uw antwoord boven deze regel -##",
  "##- Skriv ditt svar ovanför den här raden -##",
  "##- Skriv dit svar over denne linje -##",
  "##- Kirjoita vastauksesi tämän rivin yläpuolelle -##",
  "##- Wpisz swoją odpowiedź powyżej tej linii -##",
  "##- Napište prosím odpověď nad tento řádek -##",
  "##- Kérjük, írja válaszát e sor fölé -##",
  "##- Введите ответ над этой строкой -##",
  "##- Lütfen yanıtınızı bu satırın üzerine yazın -##",
  "##- 请在此行上方输入您的回复 -##",
  "##- この行より上に返信を入力してください -##",
  "##- 이 줄 위에 답장을 입력하세요 -##",
  "##- يرجى كتابة ردك فوق هذا السطر -##",
  "##- אנא הקלד את תגובתך מעל שורה זו -##",
];

describe("the line that desks ask to answer above", () => {
  it.each(above)("%s", (line) => {
    expect(visibleText(`My answer.\n\n${line}\n\nYour ticket 7 was updated.`)).toBe("My answer.");
    expect(visibleText(`${line}\n\nMy answer.`)).toBe("My answer.");
  });
});
