// What the first lines of an automatic message say, in many languages. None of it proves anything alone: people write much of it too.
import { clauseFinder, finder, foldPhrase, phrases } from "../phrases.ts";

/** Whole clauses in which somebody says to be away now: the standard words of absence notes. */
const findAbsenceClause = clauseFinder(`
  en: i am | i'm | currently | i will be | i'll be | i shall be + out of the office | out of office | away from the office | away from my desk | away from my email | away until | on vacation until | on holiday until | on annual leave | on leave until | out until | on maternity leave | on parental leave | on paternity leave | on sick leave | out of the country | traveling | travelling
  en: i am | i'm + on vacation | on holiday | on holidays | on leave | on pto | away on business | on a business trip | unavailable | not in the office | not available | away and | away, | away from work | away returning | attending a conference | in training
  en: is | currently + out of the office | out of office | on vacation | on leave | on annual leave | on maternity leave | away from the office
  en: no longer + work | with the company | working for | working at | works for | works at | employed | with this company | monitored | in use | being monitored
  de: ich bin | bin ich | ich befinde mich | befinde ich mich + nicht im büro | im büro erst | nicht mehr im | erst wieder im | nicht im hause | nicht im haus | außer haus | ausser haus | abwesend | im urlaub | in urlaub | in elternzeit | in mutterschutz | auf dienstreise | nicht erreichbar | nicht am platz | nicht im dienst
  fr: je suis | je serai + absent | absente | absent(e) | en congé | en congés | en vacances | hors du bureau | en déplacement | à l'extérieur du bureau | absent du bureau | absente du bureau | absent jusqu | en formation
  es: estoy | me encuentro | estaré + fuera de la oficina | fuera de oficina | ausente | de vacaciones | de viaje | de baja
  pt: estou | encontro-me | estarei + fora do escritório | ausente | de férias | em férias | em viagem | fora da empresa | de licença
  it: sono | sarò | mi trovo + fuori ufficio | fuori sede | assente | in ferie | in vacanza | fuori dall'ufficio | assente dall'ufficio | in trasferta
  nl: ik ben | ben ik + afwezig | niet aanwezig | niet op kantoor | met vakantie | op vakantie | met verlof | niet bereikbaar | buiten kantoor
  sv: jag är | är jag | jag har + inte på kontoret | på semester | semester t | ledig | frånvarande | bortrest | föräldraledig | ute från kontoret | på tjänsteresa | ej på kontoret
  da: jeg er | jeg har + ikke på kontoret | på ferie | ferie til | ferie frem | på barsel | fraværende | ude af kontoret | på kursus | på orlov | bortrejst
  nb: jeg er | jeg har + ikke på kontoret | på ferie | ferie til | ferie frem | ute av kontoret | bortreist | i permisjon | på reise | fraværende
  fi: olen + poissa | lomalla | vuosilomalla | poissa toimistolta | työmatkalla | vapaalla | vanhempainvapaalla
  pl: jestem | przebywam | będę + poza biurem | na urlopie | nieobecny | nieobecna | na zwolnieniu
  cs: jsem | budu | čerpám + mimo kancelář | dovolenou | na dovolené | nepřítomen | nepřítomna | na služební cestě
  sk: som | budem + mimo kancelárie | na dovolenke | neprítomný | neprítomná | na služobnej ceste
  tr: şu anda | şu an | tarihleri arasında | tarihine kadar + ofis dışındayım | izindeyim | yıllık izindeyim | izinde olacağım | ofis dışında olacağım | ofiste değilim | yıllık izinde olacağım
  ru: я | в настоящее время | в данный момент + буду отсутствовать | нахожусь в отпуске | в отпуске | отсутствую | отсутствую в офисе | нахожусь в командировке | в командировке | не в офисе | на больничном | отсутствую на рабочем месте
  uk: я | зараз | наразі + у відпустці | перебуваю у відпустці | відсутній | відсутня | у відрядженні | не в офісі | знаходжусь у відпустці
  id: saya + cuti | di luar kantor | berada di luar kantor | tidak berada di kantor | tidak di kantor
  vi: tôi + đang nghỉ phép | đang đi công tác | không có mặt tại văn phòng | đang vắng mặt
  `);
const findAbsencePhrase = finder(() =>
  phrases(`
  en: on holiday until | on vacation until | on leave until | i no longer work | i am no longer | returning to the office
  en: i have limited access to | with limited access to | limited or no access to | will be returning on | i will return on | i will respond to you upon my return
  en: our office is closed | our offices are closed | the office is closed | we are currently closed | i will reply when i return | i have left the company
  en: has left the company | thank you for your email. i am out | i will be back in the office | upon my return | in my absence | during my absence
  de: ich habe urlaub | während meiner abwesenheit | ihre e-mail wird nicht weitergeleitet | ihre nachricht wird nicht weitergeleitet
  de: nicht mehr im unternehmen | nicht mehr für | nach meiner rückkehr | ich bin erst wieder | wieder erreichbar | unser büro ist geschlossen
  fr: de retour le | pendant mon absence | durant mon absence | à mon retour | en mon absence | n'est plus en fonction | ne fait plus partie
  es: durante mi ausencia | a mi regreso | en mi ausencia | a mi vuelta | sin acceso al correo
  ca: soc fora de l'oficina | soc de vacances | sóc de vacances | durant la meva absencia | estaré fora de l'oficina
  pt: durante a minha ausência | durante minha ausência | no meu regresso | no meu retorno | acesso limitado ao e-mail
  it: durante la mia assenza | al mio rientro | in mia assenza | rientrerò il
  nl: tijdens mijn afwezigheid | bij mijn terugkomst | na mijn terugkomst | ik ben weer aanwezig | ik ben weer bereikbaar | uw bericht wordt niet doorgestuurd
  sv: åter på kontoret | tillbaka på kontoret | under min frånvaro | jag är tillbaka den
  da: jeg er tilbage | tilbage på kontoret | under mit fravær
  nb: jeg er tilbake | tilbake på kontoret | under mitt fravær | i mitt fravær
  fi: en ole toimistolla | palaan töihin | palaan toimistolle | poissaoloni aikana | kiireellisissä asioissa
  is: ég er í fríi | ég er ekki við | er fjarverandi
  et: olen kontorist ära | ei viibi kontoris | olen puhkusel | viibin puhkusel | olen kontorist eemal | ei ole kontoris
  lv: esmu atvaļinājumā | atrodos atvaļinājumā | neesmu birojā | esmu prombūtnē
  lt: esu atostogose | šiuo metu atostogauju | šiuo metu esu | nesu biure
  pl: podczas mojej nieobecności | w czasie mojej nieobecności | z ograniczonym dostępem | wracam do biura | po powrocie
  cs: nejsem v kanceláři | v době mé nepřítomnosti | po mém návratu | čerpám dovolenou | po návratu
  sk: nie som v kancelárii | počas mojej neprítomnosti | čerpám dovolenku | po mojom návrate
  hu: szabadságon vagyok | házon kívül vagyok | nem vagyok az irodában | irodán kívül vagyok | távollétem | jelenleg nem tartózkodom | szabadságomat töltöm
  ro: sunt în concediu | nu sunt la birou | sunt plecat | sunt în afara biroului | mă aflu în concediu | absența mea | lipsesc din birou
  bg: в отпуск съм | аз съм в отпуск | извън офиса съм | отсъствам от офиса | в момента съм в отпуск | ще отсъствам
  mk: на одмор сум | на годишен одмор | отсутен сум
  sr: нисам у канцеларији | нисам у канцеларији до | на одмору сам | na odmoru sam | nisam u kancelariji | одсутан сам | на годишњем одмору | na godišnjem odmoru
  hr: na godišnjem odmoru | nisam u uredu | izvan ureda sam | trenutno sam odsut | na godišnjem sam
  sl: sem na dopustu | nisem v pisarni | trenutno sem odsot | v času moje odsotnosti | sem odsoten | sem odsotna
  el: βρίσκομαι εκτός γραφείου | απουσιάζω από το γραφείο | είμαι εκτός γραφείου | λείπω σε άδεια | βρίσκομαι σε άδεια | θα απουσιάζω
  tr: yıllık izindeyim | ofis dışındayım | izinli olacağım | izinde olduğum | ofis dışında olacağım | dönüşümde | izinliyim
  ru: буду отсутствовать | нахожусь в отпуске | во время моего отсутствия | по возвращении | отсутствую на рабочем месте
  uk: перебуваю у відпустці | буду відсутн | під час моєї відсутності
  he: אני מחוץ למשרד | אני נמצא בחופשה | אני נמצאת בחופשה | איני נמצא במשרד | אינני נמצא | אני בחופשה | לא נמצא במשרד
  ar: أنا خارج المكتب | أنا حاليا خارج | أنا في إجازة | خارج المكتب حتى | سأكون خارج المكتب
  fa: در دفتر نیستم | در دفتر حضور ندارم | خارج از دفتر هستم | در مرخصی هستم
  hi: मैं कार्यालय से बाहर | मैं ऑफिस से बाहर | मैं छुट्टी पर | मैं अवकाश पर | अभी कार्यालय से बाहर
  th: ขณะนี้ดิฉันไม่อยู่ | ขณะนี้ผมไม่อยู่ | ไม่อยู่ที่สำนักงาน | ฉันไม่อยู่ที่ | อยู่ในช่วงลาพักร้อน | ลาพักร้อน
  vi: tôi sẽ vắng mặt | tôi vắng mặt tại | tôi hiện vắng mặt | tôi đang nghỉ | trong thời gian tôi vắng mặt | tôi không có mặt
  id: saya akan cuti | selama saya cuti | saya sedang berada di luar kantor
  ms: saya sedang bercuti | saya tiada di pejabat | saya berada di luar pejabat
  ja: 不在にしております | 不在にして | 休暇をいただいて | 休暇を取得して | 休暇中 | 外出しております | 不在のため | 不在となります | 出張中 | 夏季休業 | 休業とさせて
  ko: 부재중입니다 | 부재 중입니다 | 휴가 중입니다 | 휴가중입니다 | 자리를 비우 | 출장 중입니다 | 휴가로 인해
  zh: 我正在休假 | 我不在办公室 | 我目前不在 | 目前休假 | 正在休假 | 我现在不在 | 我目前外出 | 正在出差 | 我在休假 | 我不在辦公室 | 休假中 | 外出中 | 我正在外出 | 我将于
  `),
);

/** The message says itself that no person wrote it. */
const findSelfDeclared = finder(() =>
  phrases(`
  en: this is an automated | this is an automatic | this is an auto-generated | this is an auto generated | this is an autogenerated | this is a system generated
  en: this is a system-generated | automatically generated | generated automatically | this is a computer generated | this is an automatically
  en: automatic confirmation | automated confirmation | this message was automatically | this email was sent automatically | this email was automatically | this is an auto-reply | this is an autoreply
  en: this is an auto reply | auto-generated email | auto-generated message | do not reply to this | don't reply to this | please do not reply | please don't reply
  en: this mailbox is not monitored | this mailbox is unmonitored | unattended mailbox | unmonitored mailbox | replies to this | this is a no-reply
  de: automatisch generiert | automatisch erstellt | automatisch erzeugt | automatisch versendet | dies ist eine automatische | dies ist eine automatisierte
  de: automatisierte nachricht | nicht auf diese e-mail | nicht auf diese nachricht | nicht auf diese mail
  de: antworten sie nicht auf | antworten sie bitte nicht
  fr: ceci est un message automatique | message automatique | message généré automatiquement | envoyé automatiquement | ceci est une réponse automatique
  fr: ne pas répondre à ce | ne répondez pas à ce | ne pas repondre | généré automatiquement | e-mail automatique
  es: este es un mensaje automático | mensaje automático | generado automáticamente | generada automáticamente | no responda a este | no conteste a este
  es: correo automático | por favor no responda | no respondas a este
  ca: aquest és un missatge automàtic | missatge automàtic | no respongueu a aquest
  pt: mensagem automática | gerado automaticamente | gerada automaticamente | não responda a este | não responder a este | e-mail automático
  pt: favor não responder | por favor, não responda
  it: messaggio automatico | generato automaticamente | generata automaticamente | non rispondere a questa | non rispondere a questo | inviata automaticamente
  nl: automatisch gegenereerd | automatisch bericht | automatische e-mail | automatisch verzonden | niet op deze e-mail | niet op dit bericht | niet te beantwoorden
  sv: automatiskt meddelande | automatiskt genererat | automatgenererat | svara inte på detta | svara ej på detta | går inte att svara på
  da: automatisk genereret | automatisk besked | besvar ikke denne | svar ikke på denne | kan ikke besvares
  nb: automatisk generert | automatisk melding | ikke svar på denne | ikke besvar | kan ikke besvares
  fi: automaattinen viesti | tämä on automaattinen | älä vastaa tähän | lähetetty automaattisesti
  is: sjálfvirkt | ekki svara þessum
  et: automaatne teade | automaatselt | palun ärge vastake
  lv: automātiski ģenerēt | automātisks ziņojums | lūdzu, neatbildiet
  lt: automatinis pranešimas | automatiškai sugeneruot | prašome neatsakyti
  pl: wiadomość wygenerowana automatycznie | wygenerowana automatycznie | wiadomość automatyczna | nie odpowiadaj na | prosimy nie odpowiadać | nie odpowiadać na
  cs: automaticky generovan | automaticky vygenerovan | neodpovídejte na | automatická zpráva
  sk: automaticky generovan | automaticky vygenerovan | neodpovedajte na | automatická správa
  hu: automatikus üzenet | automatikusan generált | ne válaszoljon erre | automatikusan küldött
  ro: mesaj automat | generat automat | nu răspundeți la | vă rugăm să nu răspundeți
  bg: автоматично генериран | автоматично съобщение | не отговаряйте на
  sr: automatska poruka | аутоматска порука | automatski generisan | ne odgovarajte na | аутоматски генерисан
  hr: automatska poruka | automatski generiran | ne odgovarajte na
  sl: samodejno sporočilo | samodejno ustvarjen | ne odgovarjajte na | avtomatsko sporočilo
  el: αυτοματοποιημένο μήνυμα | αυτόματο μήνυμα | μην απαντήσετε
  tr: otomatik olarak | otomatik bir | bu e-postayı yanıtlamayın | bu e-postaya yanıt vermeyin | lütfen cevaplamayınız | lütfen yanıtlamayın | otomatik mesaj
  ru: автоматическое сообщение | сформировано автоматически | отправлено автоматически | создано автоматически | не отвечайте на это | автоматическое уведомление | не нужно отвечать
  uk: автоматичне повідомлення | згенеровано автоматично | не відповідайте на | створено автоматично
  he: הודעה אוטומטית | אין להשיב | נא לא להשיב
  ar: رسالة تلقائية | رسالة آلية | يرجى عدم الرد | الرجاء عدم الرد | تم إنشاؤها تلقائيا
  fa: پیام خودکار | به صورت خودکار | پاسخ ندهید
  hi: स्वचालित संदेश | स्वचालित ईमेल | उत्तर न दें | जवाब न दें
  th: ข้อความอัตโนมัติ | อีเมลอัตโนมัติ | กรุณาอย่าตอบกลับ | โปรดอย่าตอบกลับ
  vi: thư tự động | tin nhắn tự động | email tự động | vui lòng không trả lời
  id: pesan otomatis | email otomatis | dibuat secara otomatis | jangan membalas | mohon tidak membalas
  ms: mesej automatik | e-mel automatik | jangan balas
  ja: 自動返信メールです | 自動返信です | 自動返信しております | 自動応答です | 自動送信 | 自動配信 | 自動的に送信 | 返信しないで | 返信されないよう | 送信専用 | 返信いただいても | 返信はご遠慮
  ko: 자동 회신입니다 | 자동 응답입니다 | 자동응답입니다 | 자동으로 발송 | 자동 발송 | 발신 전용 | 발신전용 | 회신하지 마
  zh: 系统自动回复 | 自动回复，请 | 自动回复邮件 | 這是自動回覆 | 这是自动 | 自动发送 | 系统自动 | 请勿回复 | 请不要回复 | 自動發送 | 系統自動 | 請勿回覆 | 請勿直接回覆 | 请勿直接回复
`),
);

/** A desk's or a shop's first sentence: it arrived, and has a number. */
const findReceiptClause = clauseFinder(`
  en: we have received your | we've received your | we received your | we have successfully received your | this is to confirm that we have received your | we are in receipt of your + request | email | e-mail | message | enquiry | inquiry | ticket | query | support request | application
  en: your request | your ticket | your email | your message | your enquiry | your inquiry | your case | a ticket | a support ticket | a new ticket | a support request | a case | a request | an incident | your support request + has been received | has been created | has been opened | has been logged | was created | has been registered | has been submitted | was received | has now been created | with the number | (#
  de: ihre anfrage | ihre nachricht | ihre e-mail | ihr anliegen | ihr ticket | deine anfrage | ihre email | ihre mail + ist bei uns eingegangen | ist eingegangen | wurde erfolgreich | wurde unter | haben wir erhalten | wurde registriert | wurde aufgenommen | wurde erfasst | ist bei uns | wurde mit der | wird unter der
  de: wir haben ihre | wir haben ihr | wir haben deine + anfrage erhalten | nachricht erhalten | e-mail erhalten | anliegen erhalten | anfrage unter | e-mail-anfrage erhalten | mail erhalten
  fr: nous avons bien reçu votre | nous avons reçu votre | nous accusons réception de votre + demande | message | e-mail | email | courriel | mail | requête
  es: hemos recibido su | hemos recibido tu | hemos recibido correctamente su + solicitud | mensaje | correo | consulta | petición
  pt: recebemos o seu | recebemos a sua | recebemos seu | recebemos sua + pedido | mensagem | solicitação | e-mail | email | contato | contacto
  it: abbiamo ricevuto la tua | abbiamo ricevuto la sua | abbiamo ricevuto la vostra | abbiamo ricevuto il tuo + richiesta | email | e-mail | messaggio | segnalazione
  nl: wij hebben uw | we hebben uw | we hebben je | wij hebben je + bericht ontvangen | e-mail ontvangen | vraag ontvangen | aanvraag ontvangen | bericht in goede orde ontvangen | mail ontvangen | e-mail in goede orde ontvangen
  sv: vi har mottagit | vi har tagit emot + ditt meddelande | ditt ärende | din förfrågan | ditt mejl | ditt mail | din fråga
  da: vi har modtaget + din henvendelse | din e-mail | din mail | din besked | din forespørgsel
  nb: vi har mottatt + din henvendelse | din e-post | henvendelsen din | meldingen din | e-posten din | saken din
  ru: ваше обращение | ваша заявка | ваш запрос | ваше письмо | ваше сообщение + принято | принята | принят | получено | получен | зарегистрировано | зарегистрирована | зарегистрирован
  `);
const findReceiptPhrase = finder(() =>
  phrases(`
  en: is being reviewed by | will review your | is being processed by | our support staff | support team will | your ticket number is | your reference number is | your case number is | has been assigned ticket | has been assigned the | ticket id: | we will get back to you
  en: a member of our team will | one of our agents will | we will respond within | we aim to respond | we'll get back to you | someone will be in touch
  de: ihre ticketnummer | ihre vorgangsnummer | unter der ticketnummer | schnellstmöglich bearbeiten | werden uns schnellstmöglich | so schnell wie möglich bearbeite
  fr: votre numéro de ticket | dans les meilleurs délais | dans les plus brefs délais
  es: le responderemos | te responderemos | a la mayor brevedad | lo antes posible
  pt: entraremos em contato | responderemos o mais breve | número do seu chamado
  it: ti risponderemo | le risponderemo | il prima possibile
  nl: zo spoedig mogelijk | zo snel mogelijk
  sv: återkommer så snart | ärendenummer
  da: vender tilbage hurtigst | sagsnummer
  nb: tar kontakt med deg så snart | saksnummer
  fi: olemme vastaanottaneet | viestisi on vastaanotettu | vastaamme mahdollisimman pian | tukipyyntösi
  pl: otrzymaliśmy państwa | otrzymaliśmy twoje | państwa zgłoszenie | twoje zgłoszenie | numer zgłoszenia
  cs: obdrželi jsme váš | přijali jsme váš | váš požadavek byl | číslo požadavku
  sk: prijali sme vašu | dostali sme vašu | vaša požiadavka bola
  hu: megkaptuk levelét | megkaptuk üzenetét | megkeresését megkaptuk | bejelentését rögzítettük
  ro: am primit solicitarea | am primit mesajul | solicitarea dumneavoastră
  bg: получихме вашето | вашето запитване | вашата заявка
  hr: zaprimili smo vaš | primili smo vaš
  sl: prejeli smo vaše | vaše sporočilo smo
  el: λάβαμε το μήνυμά σας | λάβαμε το αίτημά σας
  tr: talebiniz alınmıştır | mesajınız tarafımıza | talebiniz bize ulaş | mesajınızı aldık
  uk: ваше звернення | ми отримали ваш | вашу заявку
  he: פנייתך התקבלה | קיבלנו את פנייתך | קיבלנו את הודעתך
  ar: لقد استلمنا | تم استلام رسالتك | تم استلام طلبك
  hi: आपका अनुरोध प्राप्त | हमें आपका संदेश
  th: เราได้รับข้อความของคุณ | เราได้รับคำขอ
  vi: chúng tôi đã nhận được | yêu cầu của bạn đã được
  id: kami telah menerima | permintaan anda telah
  ja: お問い合わせを受け付け | お問い合わせありがとうございます | お問い合わせいただき | 受け付けいたしました | 担当者より | 受付番号
  ko: 문의가 접수되었습니다 | 접수되었습니다 | 문의해 주셔서 감사
  zh: 我们已收到您的 | 已收到您的 | 您的请求 | 我們已收到您的 | 工单号
  `),
);

/** Somebody tells what comes, which answering machines seldom do: they speak of today and of the day of return. */
const findLater = finder(() =>
  phrases(`
  en: next week | next month | tomorrow | from monday | from tuesday | from wednesday | from thursday | from friday | starting monday | from next
  de: nächste woche | nächster woche | nächsten | kommende woche | ab morgen | ab montag | ab dienstag | ab mittwoch | ab donnerstag | ab freitag | ab nächster
  fr: semaine prochaine | mois prochain | demain | à partir de lundi | dès lundi | à partir de la semaine
  es: próxima semana | semana próxima | semana que viene | mes que viene | mañana | a partir del lunes
  ca: setmana vinent
  pt: próxima semana | semana que vem | amanhã | a partir de segunda | próximo mês
  it: prossima settimana | settimana prossima | domani | da lunedì | mese prossimo
  nl: volgende week | vanaf maandag | vanaf morgen | volgende maand | komende week
  sv: nästa vecka | imorgon | i morgon | från måndag | nästa månad
  da: næste uge | i morgen | fra mandag | næste måned
  nb: neste uke | i morgen | fra mandag | neste måned
  fi: ensi viikolla | huomenna | maanantaista
  et: järgmisel nädalal
  lv: nākamnedēļ
  lt: kitą savaitę | rytoj
  pl: w przyszłym tygodniu | następnym tygodniu | jutro | od poniedziałku | od jutra
  cs: příští týden | příštím týdnu | zítra | od pondělí
  sk: budúci týždeň | budúcom týždni | zajtra | od pondelka
  hu: jövő héten | jövő hét | holnap | hétfőtől
  ro: săptămâna viitoare | mâine | de luni
  bg: следващата седмица | утре | от понеделник
  hr: sljedeći tjedan | sljedećeg tjedna | sutra | od ponedjeljka | sledeće nedelje
  sl: naslednji teden | jutri | od ponedeljka
  el: επόμενη εβδομάδα | αύριο | από δευτέρα
  tr: gelecek hafta | önümüzdeki hafta | yarın | pazartesiden itibaren
  ru: следующей недел | завтра | с понедельника
  uk: наступного тижня | завтра | з понеділка
  he: בשבוע הבא | מחר
  ar: الأسبوع القادم | الأسبوع المقبل | غدا
  fa: هفته آینده | فردا
  hi: अगले सप्ताह | अगले हफ्ते
  th: สัปดาห์หน้า | พรุ่งนี้
  vi: tuần sau | tuần tới | ngày mai
  id: minggu depan | besok
  ja: 来週 | 明日 | 来月
  ko: 다음 주 | 다음주 | 내일
  zh: 下周 | 下週 | 下星期 | 明天 | 下个月
`),
);

/** Who says where a parcel goes has a matter of their own. */
const findErrand = finder(() =>
  phrases(`
  en: please deliver | please ship | deliver it | ship it | deliver after | my order | my parcel | my package
  de: bitte liefern | bitte senden sie es | bitte schicken | liefern sie | meine bestellung | mein paket | meine lieferung
  fr: merci de livrer | livrez | livrer après | ma commande | mon colis
  es: envíenlo | envíalo | entréguenlo | entregar después | mi pedido | mi paquete
  ca: la meva comanda
  pt: enviem | entreguem | entregar depois | meu pedido | minha encomenda
  it: spedite | spedire dopo | consegnate | consegnare dopo | il mio ordine | il mio pacco
  nl: graag daarna leveren | graag leveren | lever het | mijn bestelling | mijn pakket
  sv: leverera | min beställning | mitt paket
  da: lever den | levér | min bestilling | min pakke
  nb: lever den | min bestilling | pakken min
  fi: toimittakaa | tilaukseni | pakettini
  pl: proszę wysłać | proszę dostarczyć | wysłać paczkę | moje zamówienie | moja paczka
  cs: doručte | pošlete prosím | moje objednávka | můj balík
  sk: doručte | pošlite prosím | moja objednávka
  hu: szállítsák | küldjék | a csomagom | a rendelésem
  ro: livrați | comanda mea | coletul meu
  ru: пришлите | доставьте | мой заказ | моя посылка
  uk: надішліть | доставте | моє замовлення
  bg: доставете | изпратете | поръчката ми
  hr: dostavite | pošaljite mi | moja narudžba
  el: παραδώστε | στείλτε | η παραγγελία μου
  tr: teslim edin | gönderin | siparişim
  ja: 発送して | 配達して
  ko: 배송해 주세요 | 보내 주세요
  zh: 请之后再发货 | 发货 | 送货
`),
);

/** What sender-verifying filters ask for: BoxTrapper, TMDA, Spam Arrest, EarthLink, UOL, ASK, qconfirm, Sendio, MailInBlack, Boxbe… */
const findChallenge = finder(() =>
  phrases(`
  en: requires that you verify that you are a real live human being | you are a real live human | verify that you are human | prove you are human | prove that you are human
  en: boxtrapper | tagged message delivery agent | tmda | spam arrest | spamarrest | protecting myself from receiving junk mail | just this once, click
  en: spamblocker | suspect email folder | suspect e-mail folder | active spam killer | qconfirm | mailinblack | sendio | boxbe | choicemail | bluebottle.com
  en: your message has been held | is being held because | has been placed in a holding | is not on my list of approved | not in my list of allowed senders | to release your message
  en: confirm your message by replying | simply reply to this message | just reply to this message to confirm | reply to this email to confirm | confirm that your message is legitimate
  en: have your message delivered | your message will be delivered as soon as | release the following message | add you to my list of allowed | in order to deliver your message
  en: before your message will be delivered | before your message can be delivered | until you confirm | i use a challenge | challenge-response | challenge/response | one-time confirmation
  en: to be added to my whitelist | to my approved senders | you must request to be added | fill out the form to request | confirm that this message was sent by you
  fr: protège sa messagerie | votre message est bloqué | afin que votre message soit remis | pour que votre message me parvienne | authentifier votre adresse | cliquez ici pour vous authentifier
  de: damit ihre nachricht zugestellt | um ihre nachricht zuzustellen | bestätigen sie, dass sie kein | absender bestätigen
  pt: tira-teima | antispam uol | para que sua mensagem seja | confirmar sua mensagem | sistema antispam | serviço anti-spam
  es: para que su mensaje sea entregado | confirme que su mensaje | sistema anti-spam | sistema antispam
  it: per consegnare il tuo messaggio | confermare il messaggio | sistema antispam
  nl: om uw bericht af te leveren | zodat uw bericht wordt afgeleverd
  ru: для доставки вашего письма | подтвердите, что вы не робот
`),
);

/** Words a calendar program writes in an answer to an invitation, where the person added none. */
const findCalendarAnswer = finder(() =>
  phrases(`
  en: has accepted | has declined | has tentatively accepted | accepted this invitation | declined this invitation | accepted your invitation | declined your invitation | has replied
  de: hat zugesagt | hat abgesagt | hat die einladung | hat diese einladung | hat ihre einladung | hat angenommen
  fr: a accepté | a refusé | a décliné | a répondu
  es: ha aceptado | ha rechazado
  pt: aceitou | recusou
  it: ha accettato | ha rifiutato
  nl: heeft deze uitnodiging | heeft de uitnodiging | heeft geaccepteerd | heeft uw uitnodiging
  sv: har accepterat | har tackat
  da: har accepteret | har afvist
  nb: har godtatt | har avslått | har akseptert
  fi: on hyväksynyt | on hylännyt
  pl: zaakceptował | odrzucił
  cs: přijal | odmítl
  ru: принял | отклонил
  tr: kabul etti | reddetti
  ja: 承諾 | 辞退
  ko: 수락 | 거절
  zh: 已接受 | 已拒绝 | 已婉拒
`),
);
const findCalendarNote = finder(() =>
  phrases("en: with this note | with the note | note: | comment: | mit dieser notiz | avec cette note | con esta nota"),
);

export interface TextSigns {
  /** It begins with somebody's standard words about being away. */
  absence: boolean;
  receipt: boolean;
  selfDeclared: boolean;
  challenge: boolean;
  /** It asks something, tells what comes or has an errand: responders seldom do. */
  isOwnMatter: boolean;
}

/** How much of a text counts as its beginning. */
const beginningLength = 500;
const mostLength = 3_000;

/** `visible` is the text without what it quotes: a quoted answering machine says nothing about who quotes it. */
export function signsOfText(visible: string): TextSigns {
  const folded = foldPhrase(visible.slice(0, mostLength));
  return {
    absence: findAbsenceClause(folded, beginningLength) || findAbsencePhrase(folded, beginningLength),
    receipt: findReceiptClause(folded, beginningLength) || findReceiptPhrase(folded, beginningLength),
    selfDeclared: findSelfDeclared(folded, beginningLength) || findSelfDeclared(folded.slice(-beginningLength)),
    challenge: findChallenge(folded),
    isOwnMatter: isQuestion(visible.slice(0, mostLength)) || findLater(folded) || findErrand(folded),
  };
}

/** Nothing in it but what the calendar program wrote. */
export function isBareCalendarAnswer(visible: string): boolean {
  const folded = foldPhrase(visible.slice(0, mostLength));
  return folded.length < 3 || (findCalendarAnswer(folded, beginningLength) && !findCalendarNote(folded));
}

// A question mark that ends a word; one in a link's query does not. Greek asks with a semicolon.
function isQuestion(text: string): boolean {
  return /[?？؟՞](?=[\s"'»”’)\]]|$)|[？]|\p{Script=Greek}[;\u037e](?=\s|$)/u.test(text);
}
