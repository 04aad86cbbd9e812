import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { describe, expect, test } from "vitest";
import { dkimKeys, hasPythonDkim, letter, verifyWithPython } from "../../test/outbound/letters.ts";
import { composeMail } from "./compose.ts";
import { signMail } from "./dkim-sign.ts";
import { zoneResolver } from "./resolver.ts";

const { keys, zone } = dkimKeys();
const date = new Date("2026-11-20T09:00:00Z");

const rich = letter({
  subject: "Re: Größe, 漢字 and  two blanks",
  text: "Grüße\n\n.\n..\nlast line   \n\n\n",
  html: "<p>Grüße <b>aus</b> dem Büro</p>",
  cc: [{ name: "Bob, the builder", address: "bob@customer.example" }],
  sending: { ...letter().sending, references: ["a@customer.example", "b@customer.example"] },
});

async function signedMail(): Promise<Buffer> {
  return signMail(await composeMail(rich, new Map()), keys, date);
}

async function resultsOf(raw: Buffer): Promise<string[]> {
  const resolve = zoneResolver(Object.fromEntries(Object.entries(zone).map(([name, text]) => [name, { TXT: [[text]] }])));
  const { results } = await dkimVerify(raw, { resolver: resolve as never });
  return results.map((result) => result.status.result as string);
}

/** The signed message after the signatures. */
function below(raw: Buffer, change: (text: string) => string): Buffer {
  return Buffer.from(change(raw.toString("latin1")), "latin1");
}

describe("a signed message", () => {
  test("verifies with both keys", async () => {
    expect(await resultsOf(await signedMail())).toEqual(["pass", "pass"]);
  });

  test.skipIf(!hasPythonDkim)(
    "verifies with python3-dkim, an implementation of somebody else's (skipped where it is not installed)",
    async () => {
      expect(verifyWithPython(await signedMail(), zone, 2)).toEqual([true, true]);
    },
  );

  test("is the same, byte for byte, when it is signed again", async () => {
    expect(await signedMail()).toEqual(await signedMail());
  });

  test("covers its whole body: there is no l=", async () => {
    const head = (await signedMail()).toString("latin1").split("\r\n\r\n")[0] ?? "";
    expect(head.match(/^DKIM-Signature:/gm)).toHaveLength(2);
    expect(head).not.toMatch(/[;\s]l=/);
  });

  test.each<[string, (text: string) => string]>([
    ["words after its end", (text) => `${text}Buy now\r\n`],
    ["another word in its body", (text) => text.replace("last line", "best line")],
    ["another subject", (text) => text.replace(/\r\nSubject: /, "\r\nSubject: SPAM ")],
    ["a second subject on top", (text) => `Subject: Your invoice\r\n${text}`],
    ["a second From on top", (text) => `From: ceo@desk.example\r\n${text}`],
    ["a second To on top", (text) => `To: somebody@else.example\r\n${text}`],
    ["a second Reply-To on top", (text) => `Reply-To: evil@else.example\r\n${text}`],
    ["a Sender that was not there", (text) => `Sender: evil@else.example\r\n${text}`],
    ["another Content-Type", (text) => `Content-Type: text/plain\r\n${text}`],
    ["other References", (text) => text.replace("<a@customer.example>", "<x@customer.example>")],
  ])("does not verify any more with %s", async (_what, change) => {
    const changed = below(await signedMail(), change);
    expect(await resultsOf(changed)).not.toContain("pass");
    expect(hasPythonDkim ? verifyWithPython(changed, zone, 2) : [false, false]).toEqual([false, false]);
  });

  test("still verifies when a relay folds, trims and adds a trace", async () => {
    const relayed = below(await signedMail(), (text) =>
      `Received: from a by b; Fri, 20 Nov 2026 09:00:01 +0000\r\n${text.replace(/\r\nSubject: /, "\r\nSubject:  \r\n ")}`.replace(
        "last line   ",
        "last line ",
      ),
    );
    expect(await resultsOf(relayed)).toEqual(["pass", "pass"]);
  });
});

test("a message is left as it is where there is no key", async () => {
  const raw = await composeMail(letter(), new Map());
  expect(signMail(raw, [], date)).toBe(raw);
});
