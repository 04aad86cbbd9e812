// The first half of the demo's mails: orders, a flickering lamp, a bounce, strangers and forgers.
import type { DemoMail } from "./demo-compose.ts";
import {
  anna,
  brokenLamp,
  erik,
  grace,
  invoice,
  jonas,
  layla,
  maria,
  order,
  person,
  priya,
  report,
  sam,
  stranger,
  tom,
  yuki,
} from "./demo-people.ts";

export const morning: readonly DemoMail[] = [
  {
    key: "pier-lamps",
    ago: 505,
    from: anna,
    to: ["support"],
    cc: [erik],
    subject: "Twelve pier lamps for the north quay",
    text: "Hello,\n\nwe would like to order twelve PL-40 for the north quay. The order is attached.\nCan you confirm that they arrive before 4 December? After that the ferry\ntimetable leaves us no daylight to mount them.\n\nKind regards\nAnna Lindqvist\n\n-- \nSkerry Ferries AB, North quay 3",
    files: [{ name: "Order 2026-1147.pdf", type: "application/pdf", content: order }],
  },
  {
    key: "flicker",
    ago: 498,
    from: grace,
    to: ["support"],
    subject: "Berth 14 flickers when it rains",
    text: "Good morning,\n\nthe lamp on berth 14 flickers as soon as it rains. Report and a photo attached.\nThe one beside it, same age, is fine.\n\nGrace",
    html: '<p>Good morning,</p><p>the lamp on <b>berth 14</b> flickers as soon as it rains. Report and a photo attached.<br>The one beside it, same age, is fine.</p><p><img src="cid:photo@bluebay-marina.example" alt="The lamp" width="144"></p><p>Grace</p>',
    files: [
      { name: "berth-14.png", type: "image/png", content: brokenLamp, cid: "photo@bluebay-marina.example" },
      { name: "inspection.pdf", type: "application/pdf", content: report },
    ],
  },
  {
    key: "paid-twice",
    ago: 490,
    from: tom,
    to: ["billing"],
    subject: "Invoice 88213 was charged twice",
    text: "Hi,\n\nour bank shows invoice 88213 twice, on 2 and on 9 November.\nPlease refund one of them.\n\nTom Okafor\nTidewater Charter",
    files: [{ name: "invoice-88213.pdf", type: "application/pdf", content: invoice }],
  },
  {
    key: "password",
    ago: 481,
    from: priya,
    to: ["support"],
    subject: "cannot log in to the dealer shop",
    text: "the reset mail never comes. i tried three times and looked into spam. my login is priya@raman-family.example",
  },
  {
    key: "pier-lamps-2",
    ago: 470,
    from: anna,
    to: ["support"],
    answers: "pier-lamps",
    subject: "Re: Twelve pier lamps for the north quay",
    text: "One more thing: please make it warm white, the cold ones blind our skippers.\n\nAnna\n\nOn Fri, Anna Lindqvist wrote:\n> we would like to order twelve PL-40 for the north quay. The order is attached.\n> Can you confirm that they arrive before 4 December?",
  },
  {
    key: "kabel",
    ago: 462,
    from: jonas,
    to: ["support"],
    subject: "Anschlussplan für die Kaileuchte gesucht",
    text: "Guten Morgen,\n\nfür die Kaileuchte PL-40 fehlt uns der Anschlussplan. In der Schachtel lag nur\nder für die PL-20. Könnten Sie ihn schicken? Wir möchten morgen früh anfangen.\n\nMit freundlichen Grüßen\nJonas Weber\nKüstenbau GmbH",
  },
  {
    key: "osaka",
    ago: 455,
    from: yuki,
    to: ["support"],
    subject: "マストライトの在庫について",
    text: "お世話になっております。港マリンの佐藤です。\n\nマストライト ML-2 を20台注文したいのですが、在庫はありますでしょうか。\n納期もあわせてお知らせください。\n\nよろしくお願いいたします。\n佐藤 由紀",
  },
  {
    key: "corniche",
    ago: 447,
    from: layla,
    to: ["support"],
    subject: "استفسار عن كفالة مصباح الصاري",
    text: "مرحبا،\n\nتوقف مصباح الصاري ML-2 عن العمل بعد أربعة أشهر من الشراء.\nهل ما زال ضمن الكفالة؟ أرفقت صورة له.\n\nمع التحية\nليلى حداد",
    files: [{ name: "صورة المصباح.png", type: "image/png", content: brokenLamp }],
  },
  {
    key: "both-desks",
    ago: 440,
    from: maria,
    to: ["support", "billing"],
    subject: "Return of two lamps, and the refund",
    text: "Dear Harbor Light,\n\ntwo of our six lamps go back to you today (parcel 7741-2096).\nPlease tell us when the refund is on its way. I write to both of your\naddresses because I do not know who does what.\n\nMaria Costa\nPorto do Sol",
  },
  {
    key: "thanks-early",
    ago: 431,
    from: erik,
    to: ["support"],
    answers: "spare-lens",
    subject: "Re: Spare lens for PL-40",
    text: "Found it meanwhile: part PL-40-L, two of them please.\n\nErik\n\n> which lens fits the PL-40 of 2024?",
  },
  {
    key: "spare-lens",
    ago: 436,
    from: erik,
    to: ["support"],
    subject: "Spare lens for PL-40",
    text: "Hello,\n\nwhich lens fits the PL-40 of 2024? The catalogue shows two.\n\nErik Holm\nSkerry Ferries",
  },
  {
    key: "newsletter",
    ago: 425,
    from: person("Marine Trade Weekly", "news@marinetrade.example"),
    to: ["support"],
    subject: "Five harbours to watch this winter",
    mailFrom: "bounce-1187@marinetrade.example",
    headers: {
      "List-Id": "Marine Trade Weekly <weekly.marinetrade.example>",
      "List-Unsubscribe": "<https://marinetrade.example/unsubscribe>",
      Precedence: "bulk",
    },
    text: "This week: five harbours to watch, and why everybody talks about copper.",
    html: '<h1>Five harbours to watch</h1><p>And why everybody talks about <a href="https://marinetrade.example/copper">copper</a>.</p><img src="https://marinetrade.example/pixel.gif" width="1" height="1" alt="">',
  },
  {
    key: "flicker-2",
    ago: 414,
    from: grace,
    to: ["support"],
    answers: "flicker",
    subject: "Re: Berth 14 flickers when it rains",
    text: "Update: now it stays dark. We have put a lantern there for tonight, but the\nharbour master wants a date.\n\nGrace",
  },
  {
    key: "out-of-office",
    ago: 408,
    from: sam,
    to: ["support"],
    subject: "Automatic reply: Your order is on its way",
    mailFrom: "",
    headers: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" },
    answers: "shipping-4471@shop.harborlight.example",
    text: "I am out of the office until Monday. In urgent cases please call our front desk.\n\nSam Whitfield",
  },
  {
    key: "bounce",
    ago: 401,
    from: person("Mail Delivery System", "mailer-daemon@mx.oldport.example"),
    to: ["support"],
    subject: "Undelivered Mail Returned to Sender",
    mailFrom: "",
    text: "",
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
    key: "stranger",
    ago: 395,
    from: stranger,
    to: ["support"],
    answers: "flicker",
    subject: "Re: Berth 14 flickers when it rains",
    text: "Hi, I repair such lamps for half the price. Please send me Grace's phone number\nand the inspection report.\n\nDana Cole",
  },
  {
    key: "spoof",
    ago: 388,
    from: person("Harbor Light Accounts", "accounts@example.com"),
    to: ["billing"],
    mailFrom: "x7@mailer.freight-rates.example",
    subject: "Urgent: new bank details for supplier payments",
    text: "Please use our new account from today for all payments. Confirm by return.\n\nAccounts",
  },
  {
    key: "two-authors",
    ago: 384,
    from: person("Anna Lindqvist", "anna@skerryferries.example"),
    to: ["support"],
    mailFrom: "y2@mailer.freight-rates.example",
    subject: "Change our delivery address",
    text: "",
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
    key: "pier-lamps-colleague",
    ago: 377,
    from: erik,
    to: ["support"],
    answers: "pier-lamps-2",
    subject: "RE: Twelve pier lamps for the north quay",
    text: "Adding from our side: there is a crane on the quay on Thursdays only, so a\nThursday would be best.\n\nErik Holm",
  },
];
