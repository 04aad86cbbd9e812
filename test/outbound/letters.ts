// Outgoing messages and DKIM keys for tests, and the independent verifier that reads their signatures.
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import type { OutboundMessage } from "#domain/outbound.ts";
import type { DkimKey } from "#mail/dkim-sign.ts";

/** A plain reply to Anna; `changes` replace what a test cares about. */
export function letter(changes: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    submissionId: "0199aaaa-0000-7000-8000-000000000001",
    workspaceId: "0199aaaa-0000-7000-8000-000000000002",
    sourceId: "0199aaaa-0000-7000-8000-000000000003",
    ticketId: "0199aaaa-0000-7000-8000-000000000004",
    kind: "reply",
    recipient: { name: "Anna", address: "anna@customer.example", role: "to" },
    to: [{ name: "Anna", address: "anna@customer.example" }],
    cc: [],
    sending: {
      from: { name: "Desk Support", address: "support@desk.example" },
      mailFrom: "desk-abc@in.desk.example",
      domainId: null,
      bcc: [],
      references: [],
      autoSubmitted: "no",
    },
    replyTo: "reply+aaaaaaaaaaaaaaaaaaaaaaaaaa@in.desk.example",
    messageId: "token.mac@in.desk.example",
    subject: "Re: The printer is on fire",
    text: "Please switch it off.\n",
    html: null,
    files: [],
    date: new Date("2026-11-20T09:00:00Z"),
    ...changes,
  };
}

/** An RSA-2048 and an Ed25519 key of desk.example, with the TXT records that publish them. */
export function dkimKeys(domain = "desk.example"): { keys: DkimKey[]; zone: Record<string, string> } {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ed = generateKeyPairSync("ed25519");
  const pem = (key: typeof rsa.privateKey) => key.export({ type: "pkcs8", format: "pem" }) as string;
  const rsaPublic = rsa.publicKey.export({ type: "spki", format: "der" }).toString("base64");
  // RFC 8463 §4.2: the 32 bytes alone, which end the DER form.
  const edPublic = ed.publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");
  return {
    keys: [
      { domain, selector: "r1", algorithm: "rsa-sha256", privateKey: pem(rsa.privateKey) },
      { domain, selector: "e1", algorithm: "ed25519-sha256", privateKey: pem(ed.privateKey) },
    ],
    zone: {
      [`r1._domainkey.${domain}`]: `v=DKIM1; k=rsa; p=${rsaPublic}`,
      [`e1._domainkey.${domain}`]: `v=DKIM1; k=ed25519; p=${edPublic}`,
    },
  };
}

// Debian's interpreter, because python3-dkim is a package of Debian's.
const python = "/usr/bin/python3";
const script = `
import sys, json, dkim
given = json.loads(sys.stdin.readline())
zone = given["zone"]
def txt(name, timeout=5):
    return zone.get(name.decode().rstrip("."), "").encode() or None
raw = bytes.fromhex(given["raw"])
def verify(at):
    try:
        return dkim.DKIM(raw).verify(idx=at, dnsfunc=txt)
    except dkim.ValidationError:
        return False
print(json.dumps([verify(at) for at in range(given["signatures"])]))
`;

/** Whether python3-dkim is here; a test that needs it says so when it is skipped. */
export const hasPythonDkim = spawnSync(python, ["-c", "import dkim, nacl"]).status === 0;

/** What python3-dkim says to each signature, from the top. */
export function verifyWithPython(raw: Buffer, zone: Record<string, string>, signatures: number): boolean[] {
  const input = `${JSON.stringify({ raw: raw.toString("hex"), zone, signatures })}\n`;
  const { stdout, stderr, status } = spawnSync(python, ["-c", script], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as boolean[];
}
