// Signs what leaves (RFC 6376, RFC 8463), with mailauth's canonicalisation. A field that is added to a signed message breaks the signature.
import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { dkimBody } from "mailauth/lib/dkim/body/index.js";
import { generateCanonicalizedHeader, type ParsedField } from "mailauth/lib/dkim/header/index.js";
import { formatSignatureHeaderLine, parseHeaders } from "mailauth/lib/tools.js";

export interface DkimKey {
  /** d=: in A-labels. */
  domain: string;
  selector: string;
  algorithm: "rsa-sha256" | "ed25519-sha256";
  /** PKCS #8 in PEM, or opened already. */
  privateKey: string | KeyObject;
}

/** Signed where they are there, and signed once more as missing: a second one of their name then breaks the signature (RFC 6376 §8.15). */
const guarded = [
  "from",
  "to",
  "cc",
  "subject",
  "date",
  "reply-to",
  "sender",
  "message-id",
  "in-reply-to",
  "references",
  "mime-version",
  "content-type",
  "content-transfer-encoding",
];
const signed = new Set([...guarded, "auto-submitted"]);

/** Every signer's RSA key is read from PEM once: reading it takes longer than signing with it. */
const opened = new Map<string, KeyObject>();
const mostOpened = 200;

/**
 * The message with one DKIM-Signature a key on top. `raw` has CRLF line ends. `signedAt` becomes t=: with the same time the same bytes
 * come out. The whole body is signed, never a part of it (no l=). Without keys the message stays as it is.
 */
export function signMail(raw: Buffer, keys: readonly DkimKey[], signedAt: Date): Buffer {
  if (keys.length === 0) return raw;
  const end = raw.indexOf("\r\n\r\n");
  if (end === -1) throw new Error("a message without an end of its header cannot be signed");
  const fields = chooseFields(parseHeaders(raw.subarray(0, end + 2)).parsed);
  const hash = dkimBody("relaxed", "sha256");
  hash.update(raw.subarray(end + 4));
  const bodyHash = hash.digest("base64");
  const timestamp = Math.floor(signedAt.getTime() / 1_000);
  const lines = keys.map((key) => signatureLine(key, { fields, bodyHash, timestamp }));
  return Buffer.concat([Buffer.from(lines.map((line) => `${line}\r\n`).join("")), raw]);
}

// RFC 6376 §5.4.2: fields of one name are signed from the bottom up; names for which no field is left stand for a missing one.
function chooseFields(parsed: readonly ParsedField[]): { keys: string; headers: readonly ParsedField[] } {
  const headers = parsed.filter((field) => signed.has(field.key)).toReversed();
  if (!headers.some((field) => field.key === "from")) throw new Error("a message without a From field cannot be signed");
  return { keys: [...headers.map((field) => field.casedKey), ...guarded].join(":"), headers };
}

function signatureLine(
  key: DkimKey,
  message: { fields: ReturnType<typeof chooseFields>; bodyHash: string; timestamp: number },
): string {
  const { canonicalizedHeader, dkimHeaderOpts } = generateCanonicalizedHeader("DKIM", message.fields, {
    algorithm: key.algorithm,
    canonicalization: "relaxed/relaxed",
    signingDomain: tagValue(key.domain),
    selector: tagValue(key.selector),
    bodyHash: message.bodyHash,
    timestamp: message.timestamp,
    expiration: false,
  });
  return formatSignatureHeaderLine("DKIM", { ...dkimHeaderOpts, b: signatureOf(canonicalizedHeader, key) }, true);
}

function signatureOf(header: Buffer, { algorithm, privateKey }: DkimKey): string {
  const key = typeof privateKey === "string" ? openKey(privateKey) : privateKey;
  if (algorithm === "rsa-sha256") return sign("sha256", header, key).toString("base64");
  // RFC 8463 §3: Ed25519 signs the hash.
  return sign(null, createHash("sha256").update(header).digest(), key).toString("base64");
}

function openKey(pem: string): KeyObject {
  const name = createHash("sha256").update(pem).digest("base64");
  const known = opened.get(name);
  if (known !== undefined) return known;
  const key = createPrivateKey(pem);
  if (opened.size >= mostOpened) opened.clear();
  opened.set(name, key);
  return key;
}

function tagValue(value: string): string {
  if (!/^[A-Za-z0-9._-]{1,253}$/.test(value)) throw new Error("a DKIM domain or selector is a DNS name");
  return value;
}
