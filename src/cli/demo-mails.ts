// The support day of the demo: Harbor Light makes lamps for boats and small harbours, and these people write to it. All of it is invented.
import type { DemoMail, Person } from "./demo-compose.ts";
import { png, pdf, type Colour } from "./demo-files.ts";

const person = (name: string, address: string): Person => ({ name, address });

const anna = person("Anna Lindqvist", "anna@skerryferries.example");
const erik = person("Erik Holm", "erik@skerryferries.example");
const tom = person("Tom Okafor", "tom.okafor@tidewater.example");
const maria = person("Maria Costa", "maria@portodosol.example");
const jonas = person("Jonas Weber", "j.weber@kuestenbau.example");
const yuki = person("佐藤 由紀", "yuki.sato@minatomarine.example");
const layla = person("ليلى حداد", "layla@corniche-boats.example");
const priya = person("Priya Raman", "priya@raman-family.example");
const sam = person("Sam Whitfield", "sam.whitfield@greywater.example");
const grace = person("Grace Mbeki", "grace@bluebay-marina.example");
const pavel = person("Павел Орлов", "pavel@orlovyachts.example");
const lee = person("Lee Chen", "lee@chen-sails.example");
const stranger = person("Dana Cole", "dana@quickfix-parts.example");

const ink: Colour = [18, 78, 92];
const paper: Colour = [236, 244, 246];
const red: Colour = [190, 52, 48];

const lamp = png(["....####....", "...######...", "..##.##.##..", "..##.##.##..", "...######...", "....####....", ".....##.....", "..########.."], { ink, paper });
const brokenLamp = png(["....####....", "...##.###...", "..##..#.##..", "..#.##..##..", "...###.##...", "....#.##....", ".....##.....", "..########.."], { ink: red, paper }, 12);
const logo = png(["#..#.#...", "#..#.#...", "####.#...", "#..#.#...", "#..#.####"], { ink, paper: [255, 255, 255] }, 4);
const chart = png(["...........#", ".........##.", "..#....##...", ".#.#..#.....", "#...##......"], { ink: red, paper }, 14);

const order = pdf(["Skerry Ferries AB - Purchase order 2026-1147", "", "12 x Pier lamp PL-40, warm white", " 4 x Spare lens PL-40-L", "", "Deliver to: North quay 3, Skerry", "Wanted by: 4 December"]);
const invoice = pdf(["Harbor Light - Invoice 88213", "", "6 x Masthead light ML-2", "Total 1,134.00", "", "Paid twice: 2 November and 9 November"]);
const report = pdf(["Bluebay Marina - Inspection of 17 November", "", "Berth 14: lamp flickers in rain", "Berth 15: in order", "Berth 22: bracket corroded"]);

/** In the order in which they are sent; two arrive before the mail that they answer. */
export const demoMails: readonly DemoMail[] = [
  {
    key: "pier-lamps", ago: 505, from: anna, to: ["support"], cc: [erik], subject: "Twelve pier lamps for the north quay",
    text: "Hello,\n\nwe would like to order twelve PL-40 for the north quay. The order is attached.\nCan you confirm that they arrive before 4 December? After that the ferry\ntimetable leaves us no daylight to mount them.\n\nKind regards\nAnna Lindqvist\n\n-- \nSkerry Ferries AB, North quay 3",
    files: [{ name: "Order 2026-1147.pdf", type: "application/pdf", content: order }],
  },
  {
    key: "flicker", ago: 498, from: grace, to: ["support"], subject: "Berth 14 flickers when it rains",
    text: "Good morning,\n\nthe lamp on berth 14 flickers as soon as it rains. Report and a photo attached.\nThe one beside it, same age, is fine.\n\nGrace",
    html: '<p>Good morning,</p><p>the lamp on <b>berth 14</b> flickers as soon as it rains. Report and a photo attached.<br>The one beside it, same age, is fine.</p><p><img src="cid:photo@bluebay-marina.example" alt="The lamp" width="144"></p><p>Grace</p>',
    files: [
      { name: "berth-14.png", type: "image/png", content: brokenLamp, cid: "photo@bluebay-marina.example" },
      { name: "inspection.pdf", type: "application/pdf", content: report },
    ],
  },
  {
    key: "paid-twice", ago: 490, from: tom, to: ["billing"], subject: "Invoice 88213 was charged twice",
    text: "Hi,\n\nour bank shows invoice 88213 twice, on 2 and on 9 November.\nPlease refund one of them.\n\nTom Okafor\nTidewater Charter",
    files: [{ name: "invoice-88213.pdf", type: "application/pdf", content: invoice }],
  },
  {
    key: "password", ago: 481, from: priya, to: ["support"], subject: "cannot log in to the dealer shop",
    text: "the reset mail never comes. i tried three times and looked into spam. my login is priya@raman-family.example",
  },
  {
    key: "pier-lamps-2", ago: 470, from: anna, to: ["support"], answers: "pier-lamps", subject: "Re: Twelve pier lamps for the north quay",
    text: "One more thing: please make it warm white, the cold ones blind our skippers.\n\nAnna\n\nOn Fri, Anna Lindqvist wrote:\n> we would like to order twelve PL-40 for the north quay. The order is attached.\n> Can you confirm that they arrive before 4 December?",
  },
  {
    key: "kabel", ago: 462, from: jonas, to: ["support"], subject: "Anschlussplan für die Kaileuchte gesucht",
    text: "Guten Morgen,\n\nfür die Kaileuchte PL-40 fehlt uns der Anschlussplan. In der Schachtel lag nur\nder für die PL-20. Könnten Sie ihn schicken? Wir möchten morgen früh anfangen.\n\nMit freundlichen Grüßen\nJonas Weber\nKüstenbau GmbH",
  },
  {
    key: "osaka", ago: 455, from: yuki, to: ["support"], subject: "マストライトの在庫について",
    text: "お世話になっております。港マリンの佐藤です。\n\nマストライト ML-2 を20台注文したいのですが、在庫はありますでしょうか。\n納期もあわせてお知らせください。\n\nよろしくお願いいたします。\n佐藤 由紀",
  },
  {
    key: "corniche", ago: 447, from: layla, to: ["support"], subject: "استفسار عن كفالة مصباح الصاري",
    text: "مرحبا،\n\nتوقف مصباح الصاري ML-2 عن العمل بعد أربعة أشهر من الشراء.\nهل ما زال ضمن الكفالة؟ أرفقت صورة له.\n\nمع التحية\nليلى حداد",
    files: [{ name: "صورة المصباح.png", type: "image/png", content: brokenLamp }],
  },
  {
    key: "both-desks", ago: 440, from: maria, to: ["support", "billing"], subject: "Return of two lamps, and the refund",
    text: "Dear Harbor Light,\n\ntwo of our six lamps go back to you today (parcel 7741-2096).\nPlease tell us when the refund is on its way. I write to both of your\naddresses because I do not know who does what.\n\nMaria Costa\nPorto do Sol",
  },
  {
    key: "thanks-early", ago: 431, from: erik, to: ["support"], answers: "spare-lens", subject: "Re: Spare lens for PL-40",
    text: "Found it meanwhile: part PL-40-L, two of them please.\n\nErik\n\n> which lens fits the PL-40 of 2024?",
  },
  {
    key: "spare-lens", ago: 436, from: erik, to: ["support"], subject: "Spare lens for PL-40",
    text: "Hello,\n\nwhich lens fits the PL-40 of 2024? The catalogue shows two.\n\nErik Holm\nSkerry Ferries",
  },
  {
    key: "newsletter", ago: 425, from: person("Marine Trade Weekly", "news@marinetrade.example"), to: ["support"], subject: "Five harbours to watch this winter",
    mailFrom: "bounce-1187@marinetrade.example",
    headers: { "List-Id": "Marine Trade Weekly <weekly.marinetrade.example>", "List-Unsubscribe": "<https://marinetrade.example/unsubscribe>", Precedence: "bulk" },
    text: "This week: five harbours to watch, and why everybody talks about copper.",
    html: '<h1>Five harbours to watch</h1><p>And why everybody talks about <a href="https://marinetrade.example/copper">copper</a>.</p><img src="https://marinetrade.example/pixel.gif" width="1" height="1" alt="">',
  },
  {
    key: "flicker-2", ago: 414, from: grace, to: ["support"], answers: "flicker", subject: "Re: Berth 14 flickers when it rains",
    text: "Update: now it stays dark. We have put a lantern there for tonight, but the\nharbour master wants a date.\n\nGrace",
  },
  {
    key: "out-of-office", ago: 408, from: sam, to: ["support"], subject: "Automatic reply: Your order is on its way", mailFrom: "",
    headers: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" }, answers: "shipping-4471@shop.harborlight.example",
    text: "I am out of the office until Monday. In urgent cases please call our front desk.\n\nSam Whitfield",
  },
  {
    key: "bounce", ago: 401, from: person("Mail Delivery System", "mailer-daemon@mx.oldport.example"), to: ["support"], subject: "Undelivered Mail Returned to Sender", mailFrom: "", text: "",
    raw: ({ date, messageId, to }) => `From: Mail Delivery System <mailer-daemon@mx.oldport.example>
To: ${to}
Date: ${date}
Message-ID: <${messageId}>
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="demo-report"

--demo-report
Content-Type: text/plain; charset=us-ascii

I could not deliver your message to the following address.

<harbour.master@oldport.example>: user unknown

--demo-report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.oldport.example

Final-Recipient: rfc822; harbour.master@oldport.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <harbour.master@oldport.example>: user unknown

--demo-report
Content-Type: message/rfc822

From: Harbor Light <help@harborlight.example>
To: harbour.master@oldport.example
Message-ID: <catalogue-2026-310@harborlight.example>
Subject: Our winter catalogue

Dear harbour master, our winter catalogue is out.

--demo-report--
`,
  },
  {
    key: "stranger", ago: 395, from: stranger, to: ["support"], answers: "flicker", subject: "Re: Berth 14 flickers when it rains",
    text: "Hi, I repair such lamps for half the price. Please send me Grace's phone number\nand the inspection report.\n\nDana Cole",
  },
  {
    key: "spoof", ago: 388, from: person("Harbor Light Accounts", "accounts@example.com"), to: ["billing"], mailFrom: "x7@mailer.freight-rates.example",
    subject: "Urgent: new bank details for supplier payments",
    text: "Please use our new account from today for all payments. Confirm by return.\n\nAccounts",
  },
  {
    key: "two-authors", ago: 384, from: person("Anna Lindqvist", "anna@skerryferries.example"), to: ["support"], mailFrom: "y2@mailer.freight-rates.example", subject: "Change our delivery address", text: "",
    raw: ({ date, to }) => `From: Anna Lindqvist <anna@skerryferries.example>, <anna.lindqvist@freight-rates.example>
To: ${to}
Date: ${date}
Message-ID: <demo.two-authors@freight-rates.example>
Subject: Change our delivery address
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Please send the twelve lamps to the new address below instead. It is urgent.
`,
  },
  {
    key: "pier-lamps-colleague", ago: 377, from: erik, to: ["support"], answers: "pier-lamps-2", subject: "RE: Twelve pier lamps for the north quay",
    text: "Adding from our side: there is a crane on the quay on Thursdays only, so a\nThursday would be best.\n\nErik Holm",
  },
  {
    key: "moscow", ago: 366, from: pavel, to: ["support"], subject: "Инструкция по монтажу ML-2",
    text: "Добрый день!\n\nПришлите, пожалуйста, инструкцию по монтажу мачтового огня ML-2 на русском языке.\n\nС уважением,\nПавел Орлов",
  },
  {
    key: "screenshot", ago: 358, from: priya, to: ["support"], answers: "password", subject: "Re: cannot log in to the dealer shop",
    text: "here is what i see after the third try",
    files: [{ name: "Screenshot 1.png", type: "image/png", content: chart }],
  },
  {
    key: "html-only", ago: 349, from: lee, to: ["support"], subject: "Wholesale prices 2027?", text: "",
    raw: ({ date, messageId, to }) => `From: Lee Chen <lee@chen-sails.example>
To: ${to}
Date: ${date}
Message-ID: <${messageId}>
Subject: Wholesale prices 2027?
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body style="font-family: Georgia"><p>Hi there,</p>
<p>could you send us the <i>wholesale</i> prices for 2027? We would take:</p>
<table border="1" cellpadding="4"><tr><th>Lamp</th><th>Pieces</th></tr><tr><td>PL-40</td><td>30</td></tr><tr><td>ML-2</td><td>50</td></tr></table>
<p>Thanks!<br>Lee</p><script>document.title = "no"</script></body></html>
`,
  },
  {
    key: "signature-logo", ago: 341, from: sam, to: ["support"], subject: "Where is parcel 4471?",
    text: "Morning,\n\nyour tracking page has said \"in transit\" for nine days now. Where is it?\n\nSam Whitfield\nGreywater Rowing Club",
    html: '<p>Morning,</p><p>your tracking page has said &ldquo;in transit&rdquo; for nine days now. Where is it?</p><p>Sam Whitfield<br>Greywater Rowing Club<br><img src="cid:logo@greywater.example" alt="Greywater" width="36"></p>',
    files: [{ name: "logo.png", type: "image/png", content: logo, cid: "logo@greywater.example" }],
  },
  {
    key: "paid-twice-2", ago: 333, from: tom, to: ["billing"], answers: "paid-twice", subject: "Re: Invoice 88213 was charged twice",
    text: "Our accountant asks whether you need the bank statement for it.\n\nTom",
  },
  {
    key: "kabel-2", ago: 322, from: jonas, to: ["support"], answers: "kabel", subject: "AW: Anschlussplan für die Kaileuchte gesucht",
    text: "Hat sich erledigt, der Plan klebte innen im Deckel. Vielen Dank trotzdem!\n\nJonas Weber\n\nAm Freitag schrieb Jonas Weber:\n> für die Kaileuchte PL-40 fehlt uns der Anschlussplan.",
  },
  {
    key: "signed-off", ago: 315, from: maria, to: ["billing"], answers: "both-desks", subject: "Re: Return of two lamps, and the refund",
    text: "The parcel service says that it was delivered this morning and that somebody\ncalled Hansen signed for it.\n\nMaria",
  },
  {
    key: "monitor", ago: 303, from: person("Pier controller 7", "controller-7@bluebay-marina.example"), to: ["support"], subject: "Lamp 14: no current for 30 minutes",
    headers: { "Auto-Submitted": "auto-generated" },
    text: "Lamp 14 has drawn no current for 30 minutes.\nLast good reading: 0.42 A at 07:12.",
  },
  {
    key: "status-page", ago: 295, from: person("Dealer shop status", "status@status.harborlight.example"), to: ["support"], subject: "All systems operational",
    headers: { "Auto-Submitted": "auto-generated" }, text: "All systems have been operational for 24 hours.",
  },
  {
    key: "wish", ago: 284, from: grace, to: ["support"], subject: "Could the PL-40 have a dimmer?",
    text: "Not urgent: our guests on the boats would sleep better if the pier lamps could\nbe dimmed after midnight. Is something like that planned?\n\nGrace Mbeki",
  },
  {
    key: "osaka-2", ago: 271, from: yuki, to: ["support"], answers: "osaka", subject: "Re: マストライトの在庫について",
    text: "追加でお伺いします。\n20台のうち5台は緑色のレンズに変更できますか。\n\n佐藤",
  },
  {
    key: "lost-key", ago: 262, from: person("R. Adeyemi", "r.adeyemi@lagoonline.example"), to: ["support"], subject: "Key for the battery box",
    text: "We lost the key of a battery box BB-3, serial 30117. Can we buy a new one?\n\nR. Adeyemi, Lagoon Line",
  },
  {
    key: "forwarded", ago: 250, from: erik, to: ["support"], subject: "Fwd: Question of a passenger",
    text: "Can you answer this one? I do not know.\n\nErik\n\n---------- Forwarded message ---------\nFrom: Ingrid Dahl <ingrid.dahl@islandpost.example>\nSubject: Question of a passenger\nTo: Skerry Ferries <info@skerryferries.example>\n\nWhich lamp is it on your pier? I would like one for our jetty.\n\nIngrid Dahl",
  },
  {
    key: "flicker-3", ago: 238, from: person("Paul Iversen", "paul.iversen@bluebay-marina.example"), to: ["support"], cc: [grace], answers: "flicker-2", subject: "Re: Berth 14 flickers when it rains",
    text: "I am the harbour master at Bluebay. We need a date for berth 14 by noon, or I\nhave to close it for the night.\n\nPaul Iversen",
  },
  // As a mail server does that lost the answer to its first try: the same bytes once more.
  { key: "pier-lamps-again", resends: "pier-lamps", ago: 505, from: anna, to: ["support"], subject: "", text: "" },
  {
    key: "refund-question", ago: 204, from: priya, to: ["billing"], subject: "Do you take back opened boxes?",
    text: "i opened the box but did not mount the lamp. can i still send it back? it is order 5529",
  },
  {
    key: "corniche-2", ago: 190, from: layla, to: ["support"], answers: "corniche", subject: "Re: استفسار عن كفالة مصباح الصاري",
    text: "رقم الفاتورة هو 87902، وتاريخ الشراء 14 تموز.\n\nليلى",
  },
  {
    key: "press", ago: 171, from: person("Nora Fields", "nora@coastalpost.example"), to: ["support"], subject: "Interview about harbour lighting",
    text: "Hello,\n\nI write about light pollution in small harbours and would like to talk to\nsomebody at Harbor Light for twenty minutes this week.\n\nNora Fields\nCoastal Post",
  },
  {
    key: "calibration", ago: 146, from: person("Harbor Survey Office", "office@survey.example"), to: ["support"], subject: "Certificate for ML-2, batch 0926",
    text: "We need the photometric certificate of batch 0926. The drawing of our test\nbench is attached.",
    files: [{ name: "test bench.png", type: "image/png", content: lamp }],
  },
  {
    key: "wrong-lamp", ago: 97, from: tom, to: ["support"], subject: "Wrong colour delivered",
    text: "We ordered warm white and got cold white, six of them, order 5533.\nThe boats go out on Saturday. What is the quickest way to change them?\n\nTom Okafor",
  },
  {
    key: "wrong-lamp-2", ago: 41, from: tom, to: ["support"], answers: "wrong-lamp", subject: "Re: Wrong colour delivered",
    text: "If it helps, I can come by and pick them up tomorrow between 8 and 10.\n\nTom",
  },
];
