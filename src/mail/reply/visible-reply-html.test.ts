// The visible reply of HTML as each mail program writes it: what it marks goes, the writer's words stay.
import { describe, expect, it } from "vitest";
import { splitReply } from "./parts.ts";
import { textFromHtml } from "../text-from-html.ts";
import { visibleReply } from "./visible-reply.ts";

const reply = (html: string) => visibleReply({ text: textFromHtml(html), html });

const header =
  "<b>From:</b> Ann &lt;ann@x.example&gt;<br><b>Sent:</b> Monday, 2 November 2026 10:00<br><b>To:</b> Desk<br><b>Subject:</b> Broken<br>";

const programs: readonly [string, string][] = [
  [
    "Gmail",
    '<div dir="ltr">Yes.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, Nov 2, 2026 at 10:00 AM Ann &lt;<a href="mailto:ann@x.example">ann@x.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="border-left:1px solid rgb(204,204,204)"><div>Old</div></blockquote></div>',
  ],
  [
    "Gmail with a signature",
    '<div dir="ltr">Yes.<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">Ann<br>Acme</div></div>',
  ],
  [
    "Gmail's older container",
    'Yes.<div class="gmail_extra"><br><div class="gmail_quote">2026-11-02 10:00 GMT+01:00 Ann <span dir="ltr">&lt;ann@x.example&gt;</span>:<br><blockquote class="gmail_quote">Old</blockquote></div></div>',
  ],
  [
    "Outlook, desktop",
    `<div class="WordSection1"><p class="MsoNormal">Yes.<o:p></o:p></p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">${header}<o:p></o:p></p></div><p class="MsoNormal">Old</p></div>`,
  ],
  [
    "Outlook on the web",
    `<div class="elementToProof">Yes.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">${header}</div><div>Old</div>`,
  ],
  [
    "Outlook on the web, passed through another",
    `<div>Yes.</div><div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg">${header}</div><div>Old</div>`,
  ],
  ["Outlook, signature", '<div class="elementToProof">Yes.</div><div id="Signature"><p>Ann Lee</p><p>Acme</p></div>'],
  [
    "Outlook for phones",
    `<div>Yes.</div><div id="ms-outlook-mobile-body-separator-line"><br></div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><div id="mail-editor-reference-message-container"><hr>${header}<div>Old</div></div>`,
  ],
  ["Outlook for Mac", `<div>Yes.</div><span id="OLK_SRC_BODY_SECTION"><div>${header}</div><div>Old</div></span>`],
  ["Outlook 2003", `<div>Yes.</div><div class="OutlookMessageHeader" dir="ltr"><hr tabindex="-1">${header}</div><div>Old</div>`],
  [
    "Hotmail",
    `<div>Yes.<br><br><div><hr id="stopSpelling">Date: Mon, 2 Nov 2026 10:00:00 +0100<br>Subject: Broken<br>From: ann@x.example<br>To: desk@x.example<br><br>Old</div></div>`,
  ],
  [
    "Apple Mail",
    '<div>Yes.<br><div><br><blockquote type="cite"><div>On 2 Nov 2026, at 10:00, Ann &lt;ann@x.example&gt; wrote:</div><br><div>Old</div></blockquote></div></div>',
  ],
  [
    "an iPhone",
    '<div dir="ltr">Yes.<br><br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 2 Nov 2026, at 10:00, Ann wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">Old</div></blockquote></div>',
  ],
  [
    "Thunderbird",
    '<p>Yes.<br></p><div class="moz-cite-prefix">On 02/11/2026 10:00, Ann wrote:<br></div><blockquote type="cite" cite="mid:1@x.example"><p>Old</p></blockquote><div class="moz-signature">-- <br>Ann</div>',
  ],
  [
    "Yahoo",
    '<div class="ydp1abcyahoo-style-wrap"><div>Yes.</div><div class="ydp1abcsignature">Ann</div></div><div id="ydp2yahoo_quoted_12" class="ydp2yahoo_quoted"><div>On Monday, Ann wrote:</div><div>Old</div></div>',
  ],
  [
    "Proton",
    '<div>Yes.</div><div class="protonmail_signature_block"><div>Sent with Proton Mail secure email.</div></div><div class="protonmail_quote">On Monday, November 2nd, 2026, Ann wrote:<br><blockquote class="protonmail_quote" type="cite">Old</blockquote></div>',
  ],
  [
    "Tutanota",
    '<div>Yes.</div><div>2 Nov 2026, 10:00 by ann@x.example:</div><blockquote class="tutanota_quote">Old</blockquote>',
  ],
  [
    "Zoho",
    '<div>Yes.</div><div class="zmail_extra_hr" style="border-top: 1px solid"></div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Mon, 02 Nov 2026 Ann wrote ---</div><blockquote id="blockquote_zmail">Old</blockquote></div>',
  ],
  [
    "Zimbra",
    `<div>Yes.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">${header}</div><div>Old</div>`,
  ],
  [
    "Mail.ru",
    '<p>Yes.</p><br>Monday, November 2, 2026 10:00 AM +03:00 from Ann &lt;ann@x.example&gt;:<br><blockquote style="border-left:1px solid #0857A6;margin:10px"><div>Old</div></blockquote>',
  ],
  [
    "Yandex",
    '<div>Yes.</div><div> </div><div>02.11.2026, 10:00, "Ann" &lt;ann@x.example&gt;:</div><blockquote><p>Old</p></blockquote>',
  ],
  [
    "GMX and Web.de",
    '<div>Yes.</div><div name="quote" style="margin:10px 5px; border-left:2px solid #C3D9E5;"><div>Gesendet: Montag, 02. November 2026 um 10:00 Uhr</div><div>Old</div></div>',
  ],
  [
    "QQ",
    '<div>Yes.</div><div><includetail><div>------------------ 原始邮件 ------------------</div><div><b>发件人:</b> "Ann" &lt;ann@x.example&gt;;</div></includetail></div><div>Old</div>',
  ],
  [
    "163",
    '<div>Yes.</div><div>At 2026-11-02 10:00:00, "Ann" &lt;ann@x.example&gt; wrote:</div><blockquote id="isReplyContent" style="border-left: 1px solid">Old</blockquote>',
  ],
  [
    "Spark",
    '<div name="messageBodySection">Yes.</div><div name="messageSignatureSection">Ann</div><div name="messageReplySection">On 2 Nov 2026, 10:00, Ann wrote:<blockquote type="cite">Old</blockquote></div>',
  ],
  [
    "Samsung",
    `<div dir="auto">Yes.</div><div id="composer_signature"><div>Sent from my Galaxy</div></div><div><br></div><div>-------- Original message --------</div><div>From: Ann &lt;ann@x.example&gt; </div><div>Date: 02/11/2026 10:00 (GMT+01:00) </div><div>To: desk@x.example </div><div>Subject: Broken </div><div>Old</div>`,
  ],
  [
    "Notes",
    "<font>Yes.</font><br><br><font>Von: Ann Lee/ACME</font><br><font>An: Desk/ACME</font><br><font>Datum: 02.11.2026 10:00</font><br><font>Betreff: Kaputt</font><hr><br>Old",
  ],
  [
    "Roundcube",
    '<p>Yes.</p><div id="_rc_sig">-- <br>Ann</div><p id="reply-intro">On 2026-11-02 10:00, Ann wrote:</p><blockquote type="cite">Old</blockquote>',
  ],
  [
    "Evolution",
    '<div>Yes.</div><div>On Mon, 2026-11-02 at 10:00 +0100, Ann wrote:</div><blockquote type="cite">Old</blockquote><div><span class="-x-evo-signature-wrapper">Ann</span></div>',
  ],
  [
    "Front",
    '<div>Yes.</div><div class="front-signature">Ann</div><div>On November 2, 2026, 10:00 AM GMT+1 <a href="mailto:ann@x.example">ann@x.example</a> wrote:</div><blockquote class="front-blockquote">Old</blockquote>',
  ],
  [
    "Freshdesk",
    '<div>Yes.</div><div class="freshdesk_quote"><blockquote class="freshdesk_quote">On Mon, 2 Nov 2026 at 10:00 AM, Desk &lt;desk@x.example&gt; wrote:<br>Old</blockquote></div>',
  ],
  [
    "Zendesk's line",
    "<div>Yes.</div><div>##- Please type your reply above this line -##</div><p>Your request (7) has been updated.</p>",
  ],
  ["a quotation with no mark of a program", "<div>Yes.</div><blockquote>Old</blockquote>"],
];

describe("the visible reply of HTML", () => {
  it.each(programs)("%s", (_name, html) => {
    expect(reply(html)).toBe("Yes.");
  });

  it.each(programs)("%s keeps the whole text in its parts", (_name, html) => {
    const text = textFromHtml(html);
    expect(
      splitReply({ text, html })
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });

  it.each([
    [
      "a quotation that the writer chose",
      '<div>They told me:</div><blockquote class="gmail_quote">No refund</blockquote>',
      "They told me:\nNo refund",
    ],
    ["a bare quotation below a colon", "<p>They told me:</p><blockquote>No refund</blockquote>", "They told me:\n\nNo refund"],
    [
      "indented words",
      '<div>Steps</div><blockquote style="margin: 0 0 0 40px; border: none; padding: 0px;">Press it</blockquote>',
      "Steps\nPress it",
    ],
    ["nothing but history", '<blockquote type="cite">Old</blockquote>', "Old"],
    ["nothing but a signature", '<div class="gmail_signature">Ann</div>', "Ann"],
    [
      "words written into the signature's element only",
      '<div class="gmail_signature">It broke again, please help.</div>',
      "It broke again, please help.",
    ],
    [
      "answers between quotations",
      '<div class="gmail_quote"><blockquote class="gmail_quote">Q1</blockquote><div>A1</div><blockquote class="gmail_quote">Q2</blockquote><div>A2</div></div>',
      "A1\nA2",
    ],
    [
      "a short pointer at a forward",
      '<div>FYI</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Ann</div><p>Text</p></div>',
      "FYI\n---------- Forwarded message ---------\nFrom: Ann\n\nText",
    ],
    [
      "a table of the writer's",
      "<table><tr><td>From</td><td>Berlin</td></tr><tr><td>To</td><td>Munich</td></tr></table>",
      "From Berlin\nTo Munich",
    ],
  ])("%s stays", (_name, html, visible) => {
    expect(reply(html)).toBe(visible);
  });

  it("reads the text where the HTML has only history", () => {
    expect(visibleReply({ text: "Yes.", html: '<blockquote type="cite">Old</blockquote>' })).toBe("Yes.");
  });
});
