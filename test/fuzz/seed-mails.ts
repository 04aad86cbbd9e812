// Small mails with the structures that support mail has beside plain conversation: bounces, forwards, inline images, calendars, lists.

import { ownCases } from "../corpora/docs.ts";
import { readInput, readSets } from "../corpora/read-sets.ts";

/** The mails of our own cases: bounces, forwards, absences, files and secured mail of many shapes; bodies alone become mails. */
export function caseMails(): Buffer[] {
  return readSets(ownCases).flatMap((set) =>
    set.cases.flatMap((one) => {
      if (!one.file) return [];
      const raw = readInput(set, one);
      if (one.kind !== "text" && one.kind !== "html") return [raw];
      const type = one.kind === "html" ? "html" : "plain";
      const head = `From: anna@customer.example\r\nContent-Type: text/${type}; charset=utf-8\r\n\r\n`;
      return [Buffer.concat([Buffer.from(head), Buffer.from(raw.toString("utf8").replaceAll("\n", "\r\n"))])];
    }),
  );
}

/** Each with CRLF line ends. */
export function seedMails(): Buffer[] {
  return Object.values(mails).map((text) => Buffer.from(text.trimStart().replaceAll("\n", "\r\n"), "utf8"));
}

const mails = {
  bounce: `
Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: support@desk.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <bounce-1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="r"

--r
Content-Type: text/plain

This is the mail system at host mx.example. I'm sorry to have to inform you.

--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Fri, 20 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; nobody@customer.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--r
Content-Type: message/rfc822

From: support@desk.example
To: nobody@customer.example
Subject: Your case
Message-ID: <original-1@desk.example>

Hello.
--r--
`,
  complaint: `
From: fbl@isp.example
To: abuse@desk.example
Subject: FW: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="f"

--f
Content-Type: text/plain

This is an email abuse report.
--f
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <support@desk.example>

--f
Content-Type: text/rfc822-headers

Message-ID: <original-2@desk.example>
Subject: Your invoice
--f--
`,
  inlineImage: `
From: "Müller, Anna" <anna@customer.example>
To: Support <support@desk.example>, "Team; A" <team@desk.example>
Cc: undisclosed-recipients:;
Subject: =?utf-8?Q?R=C3=A9_?= =?iso-8859-1?B?6Q==?= screenshot
Date: Fri, 20 Nov 2026 10:00:00 +0100 (CET)
Message-ID: <img.1@customer.example>
MIME-Version: 1.0
Content-Type: multipart/related; boundary="rel"; type="multipart/alternative"

--rel
Content-Type: multipart/alternative; boundary="alt"

--alt
Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes
Content-Transfer-Encoding: quoted-printable

Sieh dir das bitte an: der Fehler kommt =
immer =F0=9F=98=80
--=20
Anna
--alt
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PGh0bWw+PGJvZHk+PHA+U2llaCBkaXIgZGFzIGFuPC9wPjxpbWcgc3JjPSJjaWQ6cGljQDEiPjxi
bG9ja3F1b3RlPmFsdGVzPC9ibG9ja3F1b3RlPjwvYm9keT48L2h0bWw+
--alt--
--rel
Content-Type: image/png; name*0*=utf-8''%e2%82%ac%20; name*1*=rates.png
Content-ID: <pic@1>
Content-Disposition: inline; filename*=utf-8''%e2%82%ac%20rates.png
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
--rel--
`,
  forward: `
From: colleague@customer.example
To: support@desk.example
Subject: Fwd: Re: [Ticket #42] Printer
References: <a@b.example> <c@d.example>
In-Reply-To: <c@d.example>
Message-ID: <fwd.1@customer.example>
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: text/html; charset=windows-1252

<div dir="ltr">See below<br><div class="gmail_quote">On Mon, 2 Mar 2026, Support &lt;support@desk.example&gt; wrote:<blockquote class="gmail_quote">Old text<style>p{color:red}</style></blockquote></div></div>
--m
Content-Type: message/rfc822

From: Support <support@desk.example>
Subject: Re: Printer
Message-ID: <c@d.example>
Content-Type: text/calendar; method=REQUEST; charset=utf-8

BEGIN:VCALENDAR
END:VCALENDAR
--m
Content-Type: application/ms-tnef; name=winmail.dat
Content-Transfer-Encoding: base64

eJ8+IgAB
--m--
`,
  list: `
From: Somebody via Group <group@lists.example>
Sender: group-owner@lists.example
Reply-To: Somebody <somebody@customer.example>
X-Original-From: somebody@customer.example
List-Id: Support group <group.lists.example>
Precedence: list
To: group@lists.example
Subject: [group] hello
Date: Thu, 99 Foo 99999
Message-ID: no brackets
Content-Type: text/plain; charset=iso-2022-jp

\u001b$B$3$s$K$A$O\u001b(B
> quoted
>> more
_______________________________________________
group mailing list
`,
  absence: `
From: anna@customer.example
To: support@desk.example
Subject: Automatische Antwort: Ihre Anfrage
Auto-Submitted: auto-replied (vacation)
X-Auto-Response-Suppress: All
Message-ID: <ooo.1@customer.example>

Ich bin im Urlaub.
`,
  nothing: "\n",
  onlyBody: "hello\n",
} as const;
