// People write about absence, tickets and automatic answers too: none of their mail may be taken for a machine's.
import { describe, expect, it } from "vitest";
import { readMailOf } from "../../../test/mail-of.ts";

/** Subject and text as people write them, each close to what machines write. */
const letters: readonly [subject: string, text: string][] = [
  ["Out of office hours support?", "Hello, do you answer the phone on Saturdays?"],
  ["Out of office message is not sent", "Since the update our colleagues' absence notes are not sent. What can we do?"],
  ["Out of office", "How do I set up an absence note in your app?"],
  ["Automatic reply", "How can I change the automatic reply of our shop?"],
  ["Automatic reply does not work", "Nothing is sent to our customers."],
  ["Re: Automatic reply: Invoice 2207", "Thanks, then I will write to your colleague. Regards, Ann"],
  ["RE: Out of Office: Invoice 2207", "Ok, no hurry."],
  ["Auto reply - please switch it off", "Every customer gets two of them."],
  ["Autoresponder broken", "It answers in the wrong language."],
  ["Vacation", "I am on vacation from Monday. Could you send the parcel a week later?"],
  ["Delivery next week", "I will be out of the office next week, can you deliver on the 14th instead?"],
  [
    "On holiday next week",
    "I'm on holiday next week. Please call my colleague Tom about the new contract, he knows the details.",
  ],
  ["Annual leave balance is wrong", "The app shows 12 days instead of 15."],
  ["Your ticket has been closed too early", "The printer still does not print. Please open it again."],
  ["We have received your invoice", "But the amount is wrong. Can you check it?"],
  ["Thank you for contacting me", "Yes, Tuesday at ten is fine."],
  ["Request received twice", "I got your confirmation two times."],
  ["Please confirm your message", "Did you really want to cancel all three licences?"],
  ["Confirmation required", "My boss wants a written confirmation of the price."],
  ["Undeliverable parcel", "The carrier says that nobody was at home."],
  ["Delivery failed", "The courier did not find us. Please send it again."],
  ["Failure notice from the heating", "The display shows F28."],
  ["Auto: new tyres", "I need four new tyres for my car."],
  ["This is an automated test?", "Somebody told me your mails are written by a machine. Are they?"],
  ["Abwesenheit melden klappt nicht", "In der App kann ich keinen Urlaub eintragen."],
  ["Abwesenheitsnotiz einrichten", "Wie richte ich das bei Ihnen ein? Danke!"],
  ["Abwesenheit: Antrag verschwunden", "Mein Antrag von letzter Woche ist nicht mehr zu sehen."],
  ["Urlaub: Lieferung verschieben", "Ich bin ab Montag im Urlaub. Können Sie eine Woche später liefern?"],
  ["Re: Automatische Antwort: Rechnung 2207", "Danke, dann melde ich mich bei Frau Muster."],
  ["AW: Abwesenheitsnotiz: Rechnung", "Alles klar, das eilt nicht."],
  ["Automatische Antwort abschalten", "Unsere Kunden bekommen sie doppelt."],
  ["Eingangsbestätigung fehlt", "Ich habe gestern bestellt und keine Mail bekommen."],
  ["Ihr Ticket 4711", "Der Drucker geht immer noch nicht. Wann kommt der Techniker?"],
  ["Unzustellbares Paket", "Der Bote war da, aber ich nicht."],
  ["Réponse automatique à désactiver", "Nos clients la reçoivent deux fois. Pouvez-vous nous aider ?"],
  ["Absence du technicien", "Personne n'est venu ce matin. Que se passe-t-il ?"],
  ["TR : Réponse automatique : facture", "Voici sa réponse, que dois-je faire ?"],
  ["Congés : livraison à reporter", "Je suis en congés la semaine prochaine, pouvez-vous livrer le 14 ?"],
  ["Respuesta automática no funciona", "Los clientes no reciben nada."],
  ["Fuera de la oficina no se activa", "¿Cómo lo activo?"],
  ["Vacaciones", "Estoy de vacaciones la semana que viene, ¿pueden entregar después?"],
  ["Resposta automática duplicada", "Os clientes recebem duas. Podem ajudar?"],
  ["Férias do funcionário", "Como registo as férias no sistema?"],
  ["Risposta automatica da disattivare", "I clienti la ricevono due volte."],
  ["Ferie: consegna da rimandare", "Sono in ferie la prossima settimana, potete consegnare dopo?"],
  ["Automatisch antwoord uitzetten", "Hoe zet ik dat uit?"],
  ["Afwezigheid doorgeven lukt niet", "De knop doet niets."],
  ["Vakantie", "Ik ben volgende week met vakantie. Kunnen jullie later leveren?"],
  ["Frånvaro: fel i rapporten", "Summan stämmer inte för mars."],
  ["Autosvar fungerar inte", "Kunderna får inget svar."],
  ["Sv: Automatiskt svar: Faktura", "Tack, då väntar jag."],
  ["Fravær kan ikke registreres", "Knappen virker ikke."],
  ["Ferie: levering", "Jeg er på ferie i næste uge, kan I levere senere?"],
  ["Poissaolo ei tallennu", "Sovellus antaa virheen."],
  ["VS: Automaattinen vastaus: lasku", "Tässä hänen vastauksensa. Mitä teemme?"],
  ["Nieobecność: błąd w raporcie", "Raport za marzec jest pusty."],
  ["Urlop", "Jestem na urlopie od poniedziałku. Czy możecie dostarczyć później?"],
  ["Odp: Automatyczna odpowiedź: faktura", "Dziękuję, poczekam."],
  ["Automatická odpověď nefunguje", "Zákazníci nic nedostávají."],
  ["Dovolená", "Jsem na dovolené od pondělí. Můžete dodat později?"],
  ["Automatikus válasz kikapcsolása", "Hogyan lehet kikapcsolni?"],
  ["Răspuns automat dublat", "Clienții îl primesc de două ori."],
  ["Автоответ не работает", "Клиенты ничего не получают."],
  ["Отпуск", "Я в отпуске со следующей недели. Можно перенести доставку?"],
  ["Ответ: Автоматический ответ: счёт", "Спасибо, подожду."],
  ["Автоматична відповідь не надсилається", "Що робити?"],
  ["Otomatik yanıt çalışmıyor", "Müşteriler hiçbir şey almıyor."],
  ["Yıllık izin girişi yapılamıyor", "Uygulama hata veriyor."],
  ["Αυτόματη απάντηση δεν στέλνεται", "Τι πρέπει να κάνω;"],
  ["自動返信が届きません", "注文の自動返信メールが届いていません。確認をお願いします。"],
  ["不在でした", "昨日配達があったようですが、不在でした。再配達をお願いします。"],
  ["自动回复不起作用", "客户没有收到任何邮件,怎么办?"],
  ["休假", "我下周休假,可以晚一点送货吗?"],
  ["자동 회신이 안 됩니다", "고객이 아무것도 받지 못합니다."],
  ["الرد التلقائي لا يعمل", "لا يصل شيء إلى العملاء. ماذا أفعل؟"],
  ["תשובה אוטומטית לא עובדת", "הלקוחות לא מקבלים כלום."],
  ["ตอบกลับอัตโนมัติไม่ทำงาน", "ลูกค้าไม่ได้รับอีเมล"],
  ["Trả lời tự động không hoạt động", "Khách hàng không nhận được gì."],
  ["Vacation", "I'm on vacation from Monday, please send the parcel to my neighbour."],
  ["Holiday", "We are on holiday until 3 August. Please hold the delivery."],
  ["Out of office", "I am out of the office next week. Please deliver on the 14th."],
  ["Out of office: wrong text is sent", "The wrong text is sent to customers since Monday."],
  ["On leave", "I am on leave from 3 August, please transfer my licence to Tom before."],
  ["Away from 3 to 5 August", "Please note that our office is closed; deliver after that."],
  ["Thank you for your email", "Thanks. I will be out of the office from Thursday; please call Tom with any questions."],
  ["Thanks for your message", "I have attached the log. We have received your message about the price too."],
  ["Your ticket 4711", "We have received your parts but two are missing. Please send them."],
  ["Urlaub", "Ich bin vom 3. bis 14. August im Urlaub, bitte den Termin verschieben."],
  ["Abwesend", "Ich bin ab Montag im Urlaub. Bitte liefern Sie eine Woche später."],
  ["Ihre Anfrage vom 3.8.", "Guten Tag, wir haben Ihre Anfrage erhalten. Leider können wir nicht liefern."],
  ["Congés", "Je suis en congés la semaine prochaine, merci de livrer après."],
  ["Vacaciones", "Estoy de vacaciones la semana próxima, entreguen después por favor."],
  ["Ferie", "Sono in ferie la prossima settimana, consegnate dopo per favore."],
  ["Semester", "Jag är på semester nästa vecka, leverera gärna veckan efter."],
  ["Balasan otomatis tidak terkirim", "Bagaimana cara memperbaikinya?"],
];

describe("a person's letter", () => {
  it.each(letters)("%s", (subject, text) => {
    const letter = readMailOf("", { subject, text });
    expect(letter).toMatchObject({ autoSubmitted: "no", evidence: null, kind: null });
    // What is worded like a machine's mail goes to people all the same, only without an automatic thank-you.
    expect([null, "looks-automatic"]).toContain(letter.neverAnswer);
  });

  it.each(letters)("stays one when a distributor asked for silence: %s", (subject, text) => {
    const letter = readMailOf("X-Auto-Response-Suppress: DR, OOF, AutoReply", { subject, text });
    expect(letter).toMatchObject({ autoSubmitted: "no", kind: null });
    expect(["suppressed", "looks-automatic"]).toContain(letter.neverAnswer);
  });

  it("is answered as ever where its words are nobody's but a person's", () => {
    const unsure = letters.filter(([subject, text]) => readMailOf("", { subject, text }).neverAnswer !== null);
    expect(unsure.length).toBeLessThan(letters.length / 4);
  });
});

describe("a person's mail that was passed on by a rule", () => {
  const letter = { subject: "Printer", text: "It does not print.", mailFrom: "desk@shop.example" };

  it("is known by Resent-From, though Exchange Online calls all that its rules send auto-generated", () => {
    const marks =
      "Resent-From: <desk@shop.example>\nAuto-Submitted: auto-generated\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent";
    expect(readMailOf(marks, letter)).toMatchObject({ autoSubmitted: "no", kind: null, neverAnswer: "auto-submitted" });
  });

  it("is known by the forward's subject", () => {
    const marks = "Auto-Submitted: auto-generated\nX-MS-Exchange-Inbox-Rules-Loop: desk@shop.example";
    expect(readMailOf(marks, { ...letter, subject: "FW: Printer" })).toMatchObject({ autoSubmitted: "no", kind: null });
  });

  it.each(["Forward", "Mirror", "Redirect"])("is known by CommuniGate's word %s", (word) => {
    expect(readMailOf(`X-Autogenerated: ${word}`, letter)).toMatchObject({ autoSubmitted: "no", kind: null, neverAnswer: null });
  });
});

describe("what only looks like a mark", () => {
  it.each([
    "X-MIME-Autoconverted: from 8bit to quoted-printable by mail.x.example id a1",
    "X-Autoreply: no",
    "Precedence: first-class",
    "X-Boxtrapper: a1b2c3",
    "X-Delivery-Agent: TMDA/1.1.12",
    "Feedback-ID: 1.eu-west-1.abc:AmazonSES",
    "X-SES-Outgoing: 2026.11.20-1.2.3.4",
    "X-MS-Exchange-Inbox-Rules-Loop: ann@x.example",
    "X-Auto-Response-Suppress: DR, RN, NRN",
    "Content-Type: text/plain; report-type=disposition-notification",
    "Disposition-Notification-To: ann@x.example",
    "X-Priority: 1",
    "Errors-To: ann@x.example",
    "X-Mailer: Microsoft Outlook 16.0",
    "Received-SPF: none (no-reply@x.example)",
    "Return-Path: <prvs=1234abcd=ann@x.example>",
    "Return-Path: <SRS0=abcd=XY=x.example=ann@forwarder.example>",
  ])("says nothing: %s", (marks) => {
    const letter = readMailOf(marks, { subject: "Printer", text: "It does not print." });
    expect(letter).toMatchObject({ autoSubmitted: "no", kind: null, neverAnswer: null });
  });

  it("a quoted answering machine says nothing about who quotes it", () => {
    const letter = readMailOf("X-Loop: desk", { subject: "Printer", text: "It still does not print.\nAnn" });
    expect(letter).toMatchObject({ autoSubmitted: "no", kind: null, neverAnswer: "loop" });
  });

  it("a filled-in form is a person's, whoever sends it", () => {
    const text = "This is an automatic message from our website.\nName: Ann\nMessage: It does not print.";
    const form = readMailOf("Reply-To: ann@home.example", { from: "no-reply@shop.example", subject: "Contact form", text });
    expect(form).toMatchObject({ autoSubmitted: "no", kind: null, neverAnswer: "no-reply-address" });
  });

  it("Auto-Submitted: no stands against a subject", () => {
    const letter = readMailOf("Auto-Submitted: no", { subject: "Automatic reply: Printer", text: "See the screenshot." });
    expect(letter).toMatchObject({ autoSubmitted: "no", kind: null, neverAnswer: "looks-automatic" });
  });

  it("a postmaster may write", () => {
    const letter = readMailOf("", { from: "postmaster@x.example", subject: "Our mail server", text: "We moved it." });
    expect(letter).toMatchObject({ autoSubmitted: "no", kind: null, neverAnswer: "no-reply-address" });
  });
});
