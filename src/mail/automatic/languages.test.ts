// Automatic answers of the world's servers, clients and desks are recognised in its languages, most of them without a header's help.
import { describe, expect, it } from "vitest";
import { readMailOf } from "../../../test/mail-of.ts";

/** What Exchange and Outlook write in front of the subject; no other mark is left on the way. */
const responders = [
  "Automatic reply: Invoice",
  "Automatic Reply: Re: Invoice",
  "Auto Reply: Invoice",
  "AutoReply: Invoice",
  "Auto-Reply: Re: Invoice",
  "[Auto-Reply] Invoice",
  "Out of Office AutoReply: Invoice",
  "AUTO: Ann Example is out of the office (returning 03/09/2026)",
  "[EXTERNAL] Automatic reply: Invoice",
  "Automatische Antwort: Rechnung",
  "[EXTERN] Automatische Antwort: Rechnung",
  "Réponse automatique : facture",
  "Réponse automatique\u00a0: facture",
  "Reponse automatique: facture",
  "Respuesta automática: factura",
  "Respuesta automatica: factura",
  "Resposta automàtica: factura",
  "Erantzun automatikoa: faktura",
  "Resposta automática: fatura",
  "Risposta automatica: fattura",
  "Automatisch antwoord: factuur",
  "Automatiskt svar: faktura",
  "Autosvar: faktura",
  "Automatisk svar: faktura",
  "Automaattinen vastaus: lasku",
  "Sjálfvirkt svar: reikningur",
  "Automaatvastus: arve",
  "Automātiska atbilde: rēķins",
  "Automatinis atsakymas: sąskaita",
  "Odpowiedź automatyczna: faktura",
  "Automatyczna odpowiedź: faktura",
  "Automatická odpověď: faktura",
  "Automatická odpoveď: faktúra",
  "Automatikus válasz: számla",
  "Răspuns automat: factură",
  "Автоматичен отговор: фактура",
  "Automatski odgovor: račun",
  "Аутоматски одговор: рачун",
  "Samodejni odgovor: račun",
  "Αυτόματη απάντηση: τιμολόγιο",
  "Otomatik yanıt: fatura",
  "Otomatik Yanıt: fatura",
  "Автоматический ответ: счёт",
  "Автоответ: счёт",
  "Автоматична відповідь: рахунок",
  "תשובה אוטומטית: חשבונית",
  "رد تلقائي: فاتورة",
  "پاسخ خودکار: فاکتور",
  "स्वचालित उत्तर: बिल",
  "ตอบกลับอัตโนมัติ: ใบแจ้งหนี้",
  "Trả lời tự động: hóa đơn",
  "Balasan otomatis: faktur",
  "Balasan automatik: invois",
  "自動応答: 請求書",
  "自動返信：請求書",
  "자동 회신: 송장",
  "自动答复: 发票",
  "自动回复：发票",
  "自動回覆: 發票",
];

/** A title and standard words: two things that agree, and no header. */
const absences: readonly [subject: string, text: string][] = [
  ["Out of Office: back on Monday", "I am out of the office until Monday. In urgent cases please call my colleague Tom."],
  ["Out of office", "Thank you for your email. I am currently on annual leave, returning on 3 August."],
  ["Ann Example is out of the office", "I will be out of the office starting 01/08/2026 and will not return until 14/08/2026."],
  ["On vacation until 3 August", "I'm on vacation with limited access to email."],
  [
    "Abwesenheitsnotiz",
    "Sehr geehrte Damen und Herren,\n\nich bin derzeit nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.",
  ],
  ["Abwesend: Ann Muster", "Ich bin bis zum 3. August im Urlaub und danach wieder erreichbar."],
  ["Ann Muster ist außer Haus.", "Ich kehre zurück am 03.08.2026. Während meiner Abwesenheit hilft Ihnen Herr Beispiel."],
  ["Absence du bureau", "Bonjour, je suis absente jusqu'au 3 août. En cas d'urgence, contactez ma collègue."],
  ["Message d'absence", "Je suis actuellement en congés, de retour le 3 août."],
  ["Fuera de la oficina", "Estoy de vacaciones hasta el 3 de agosto. Para urgencias escriba a mi compañera."],
  ["Fora do escritório", "Estou de férias até 3 de agosto. Responderei no meu regresso."],
  ["Fuori ufficio", "Sono in ferie fino al 3 agosto. Per urgenze scrivere alla mia collega."],
  ["Afwezig: Ann Voorbeeld", "Ik ben momenteel met vakantie. Tijdens mijn afwezigheid helpt mijn collega u."],
  ["Frånvarande", "Jag är på semester till den 3 augusti. Vid brådskande ärenden kontakta min kollega."],
  ["Ikke på kontoret", "Jeg er på ferie indtil den 3. august og er tilbage på kontoret den 4."],
  ["Fraværsmelding", "Jeg er ute av kontoret frem til 3. august."],
  ["Poissa toimistolta", "Olen lomalla 3.8. saakka. Kiireellisissä asioissa ota yhteyttä kollegaani."],
  ["Nieobecność: Anna", "Obecnie przebywam na urlopie. W czasie mojej nieobecności proszę o kontakt z kolegą."],
  ["Mimo kancelář", "Jsem na dovolené do 3. srpna. V době mé nepřítomnosti mě zastupuje kolega."],
  ["Mimo kancelárie", "Som na dovolenke do 3. augusta. Počas mojej neprítomnosti kontaktujte kolegu."],
  ["Házon kívül", "Szabadságon vagyok augusztus 3-ig. Sürgős esetben keresse kollégámat."],
  ["În concediu", "Sunt în concediu până la 3 august. Pentru urgențe contactați colegul meu."],
  ["Извън офиса", "В отпуск съм до 3 август."],
  ["Na godišnjem odmoru", "Na godišnjem odmoru sam do 3. kolovoza."],
  ["Odsoten", "Sem na dopustu do 3. avgusta. V času moje odsotnosti pišite sodelavcu."],
  ["Εκτός γραφείου", "Βρίσκομαι εκτός γραφείου μέχρι τις 3 Αυγούστου."],
  ["Ofis dışında", "Yıllık izindeyim, 3 Ağustos'ta döneceğim."],
  ["В отпуске", "Я нахожусь в отпуске до 3 августа. По срочным вопросам пишите коллеге."],
  ["У відпустці", "Я у відпустці до 3 серпня. Під час моєї відсутності пишіть колезі."],
  ["Puhkusel", "Olen puhkusel kuni 3. augustini."],
  ["Prombūtnē", "Esmu atvaļinājumā līdz 3. augustam."],
  ["Atostogose", "Šiuo metu atostogauju iki rugpjūčio 3 d."],
  ["מחוץ למשרד", "אני בחופשה עד 3 באוגוסט."],
  ["خارج المكتب", "أنا في إجازة حتى 3 أغسطس."],
  ["कार्यालय से बाहर", "मैं छुट्टी पर हूँ, 3 अगस्त को लौटूँगा।"],
  ["ไม่อยู่ที่สำนักงาน", "ขณะนี้ดิฉันไม่อยู่ที่สำนักงานจนถึงวันที่ 3 สิงหาคม"],
  ["Vắng mặt", "Tôi đang nghỉ phép đến ngày 3 tháng 8."],
  ["Di luar kantor", "Saya sedang cuti sampai 3 Agustus."],
  ["不在通知", "8月3日まで休暇をいただいております。"],
  ["부재중", "현재 휴가 중입니다. 8월 3일에 복귀합니다."],
  ["休假中", "我正在休假，8月3日返回。"],
];

const receipts: readonly [subject: string, text: string][] = [
  ["Ticket received: Invoice", "Hello, we have received your request and a ticket has been created with the number 4711."],
  ["[Shop #4711] Request received", "This is an automated message. Your request has been received and is being reviewed."],
  [
    "Thank you for contacting us",
    "We've received your message. This mailbox is not monitored, please do not reply to this email.",
  ],
  [
    "Ihre Anfrage ist eingegangen",
    "Vielen Dank. Ihre Anfrage wurde unter der Nummer 4711 registriert. Dies ist eine automatische Nachricht.",
  ],
  ["Eingangsbestätigung", "Wir haben Ihre Nachricht erhalten und werden uns schnellstmöglich melden."],
  ["Accusé de réception", "Nous avons bien reçu votre demande et vous répondrons dans les meilleurs délais."],
  ["Hemos recibido su solicitud", "Este es un mensaje automático. Le responderemos lo antes posible."],
  ["Recebemos a sua mensagem", "Esta é uma mensagem automática, por favor não responda a este e-mail."],
  ["Conferma di ricezione", "Abbiamo ricevuto la tua richiesta. Messaggio automatico, non rispondere a questa email."],
  ["Ontvangstbevestiging", "Wij hebben uw bericht ontvangen en reageren zo spoedig mogelijk."],
  ["Vi har mottagit ditt ärende", "Vi har tagit emot ditt meddelande. Detta är ett automatiskt meddelande."],
  ["Vi har modtaget din henvendelse", "Dette er en automatisk besked, som ikke kan besvares."],
  ["Olemme vastaanottaneet viestisi", "Tämä on automaattinen viesti. Vastaamme mahdollisimman pian."],
  ["Potwierdzenie otrzymania zgłoszenia", "Otrzymaliśmy Państwa wiadomość. Wiadomość wygenerowana automatycznie."],
  ["Potvrzení přijetí", "Přijali jsme váš požadavek. Automaticky generovaná zpráva."],
  ["Ваше обращение зарегистрировано", "Ваше обращение принято. Это автоматическое сообщение, не отвечайте на это письмо."],
  ["Talebiniz alındı", "Talebiniz alınmıştır. Bu otomatik bir mesajdır."],
  ["お問い合わせありがとうございます", "お問い合わせを受け付けました。このメールは自動送信です。"],
  ["문의가 접수되었습니다", "이 메일은 발신 전용입니다."],
  ["我们已收到您的来信", "此邮件由系统自动发送，请勿回复。"],
];

describe("an answering machine", () => {
  it.each(responders)("is known by what it puts in front of the subject: %s", (subject) => {
    const machine = readMailOf("", { subject, text: "Regards" });
    expect(machine).toMatchObject({ autoSubmitted: "auto-replied", neverAnswer: "automatic" });
    expect(machine.evidence).toContain("Subject: ");
  });

  it("shows its subject as it was read, in every script", () => {
    const { evidence } = readMailOf("", { subject: "Автоматический ответ: счёт", text: "Спасибо" });
    expect(evidence).toBe("Subject: Автоматический ответ: счёт");
  });

  it.each([
    "Я у відпустці до 9 березня.",
    "Я в отпуске до 9 марта.",
    "Olen kontorist ära kuni 9. märtsini.",
    "Tôi vắng mặt tại văn phòng đến ngày 9 tháng 3.",
    "تا ۹ مارس در دفتر نیستم.",
    "Нисам у канцеларији до 9. марта.",
  ])("says that somebody is away: %s", (text) => {
    expect(readMailOf("Auto-Submitted: auto-replied", { subject: "Re: 1", text })).toMatchObject({ kind: "out-of-office" });
  });

  it.each([
    ["Urlop", "Jestem na urlopie do 9 marca, proszę wysłać paczkę później."],
    ["Absence", "Je suis absente du 3 au 9 mars, merci de livrer après."],
    ["Vacaciones", "Estoy de vacaciones hasta el 9 de marzo, por favor envíenlo después."],
    ["Ferie", "Sono in ferie fino al 9 marzo, spedite dopo per favore."],
    ["Férias", "Estou de férias até 9 de março, por favor enviem depois."],
    ["Vakantie", "Ik ben met vakantie tot 9 maart, graag daarna leveren."],
    ["Semester", "Jag är på semester till 9 mars, leverera efter det tack."],
    ["Отпуск", "Я в отпуске до 9 марта, пришлите счёт после этой даты."],
  ])("is not who has an errand: %s", (subject, text) => {
    expect(readMailOf("In-Reply-To: <1@us.example>", { subject, text })).toMatchObject({ autoSubmitted: "no", kind: null });
  });

  it.each(responders)("is not what asks something under such a subject: %s", (subject) => {
    const letter = readMailOf("", { subject, text: "How can I change this?" });
    expect(letter).toMatchObject({ autoSubmitted: "no", kind: null, neverAnswer: "looks-automatic" });
  });

  it.each(responders.map((subject) => `Re: ${subject}`))("is answered by a person: %s", (subject) => {
    expect(readMailOf("", { subject, text: "Thanks, I will wait." })).toMatchObject({ autoSubmitted: "no", kind: null });
  });

  it.each(absences)("is known by title and text of an absence note: %s", (subject, text) => {
    expect(readMailOf("In-Reply-To: <1@us.example>", { subject, text })).toMatchObject({
      autoSubmitted: "auto-replied",
      kind: "out-of-office",
    });
  });

  it.each(absences)("is an absence note whatever its subject, where a header proves the answer: %s", (_subject, text) => {
    expect(readMailOf("Auto-Submitted: auto-replied", { subject: "Re: Invoice", text })).toMatchObject({ kind: "out-of-office" });
  });

  it.each(absences)("does not tell what comes: %s", (subject, text) => {
    const letter = { subject, text: `${text}\nPlease deliver next week.` };
    expect(readMailOf("In-Reply-To: <1@us.example>", letter)).toMatchObject({ autoSubmitted: "no", kind: null });
  });

  it.each(absences)("is not assumed for the words alone: %s", (_subject, text) => {
    expect(readMailOf("", { subject: "Invoice", text })).toMatchObject({ autoSubmitted: "no", kind: null });
  });

  it.each(receipts)("is known by title and text of an acknowledgement: %s", (subject, text) => {
    expect(readMailOf("", { subject, text })).toMatchObject({ autoSubmitted: "auto-replied", kind: "auto-reply" });
  });
});
