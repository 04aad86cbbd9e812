// What of a mail is signed or encrypted (RFC 3156, RFC 8551, RFC 9788, and PGP inside the text): told, never verified or opened.
import type { MessageSecurity } from "#domain/message.ts";
import { forwardWords, markPattern, replyWords } from "#domain/subject-words.ts";
import { cmsKind, type CmsKind } from "./cms.ts";
import { firstValue } from "./header-fields.ts";
import { decodeHeaderText } from "./header-text.ts";
import { bodyOf, type MimePart } from "./mime-tree.ts";
import { isPkcs7 } from "./opened-parts.ts";
import { textParameter } from "./parameters.ts";
import { decodeTransfer } from "./transfer-encoding.ts";

/**
 * Null for a message that is neither. `text` is its text. A signature under the encryption cannot be seen: `signed` then says
 * what can be seen from outside.
 */
export function readSecurity(root: MimePart, text: string): MessageSecurity | null {
  const found: MessageSecurity = { signed: null, encrypted: null, protectedHeaders: false };
  inspect(root, found);
  inspectText(text, found);
  if (found.encrypted !== null && hidesSubject(root)) found.protectedHeaders = true;
  return found.signed === null && found.encrypted === null ? null : found;
}

// Attached messages are leaves, so what they are does not count for the one that carries them.
function inspect(part: MimePart, found: MessageSecurity): void {
  const type = part.contentType.value;
  if (type === "multipart/signed") {
    found.signed ??= systemOf(part, "signature");
    noteProtection(part, found);
  } else if (type === "multipart/encrypted" || type === "application/pgp-encrypted") {
    found.encrypted ??= systemOf(part, "encrypted");
  } else if (isPkcs7(part) || isNamedPkcs7(part)) inspectPkcs7(part, found);
  else if (part.children.length === 0 && (type === "" || type === "text/plain" || type === "application/pgp"))
    inspectPlain(part, found);
  for (const child of part.children) inspect(child, found);
}

function systemOf(part: MimePart, what: "signature" | "encrypted"): "pgp" | "smime" {
  const protocol = part.contentType.parameters.get("protocol")?.toLowerCase() ?? "";
  if (protocol.includes("pgp")) return "pgp";
  if (protocol.includes("pkcs7")) return "smime";
  const isSmime = part.children.some(({ contentType }) => /pkcs7-(signature|mime)$/.test(contentType.value));
  return isSmime && what === "signature" ? "smime" : "pgp";
}

// RFC 9788 §4.1, and the older `protected-headers="v1"`: a parameter on the part that is protected.
function noteProtection(part: MimePart, found: MessageSecurity): void {
  const parameters = part.children[0]?.contentType.parameters;
  if (parameters?.has("hp") === true || parameters?.has("protected-headers") === true) found.protectedHeaders = true;
}

function inspectPkcs7(part: MimePart, found: MessageSecurity): void {
  const kind = kindOfPkcs7(part);
  if (kind === "signed") {
    found.signed ??= "smime";
    noteProtection(part, found);
  } else if (kind === "encrypted") found.encrypted ??= "smime";
}

const headBytes = 400;

// The parameter is the sender's word and often missing; the object says what it is.
function kindOfPkcs7(part: MimePart): CmsKind | null {
  const declared = part.contentType.parameters.get("smime-type")?.toLowerCase() ?? "";
  if (declared === "certs-only" || declared === "compressed-data") return null;
  const head = decodeTransfer(bodyOf(part).subarray(0, headBytes), part.transferEncoding);
  const seen = cmsKind(head);
  if (seen !== null) return seen;
  if (/envelope/.test(declared)) return "encrypted";
  return declared === "signed-data" ? "signed" : null;
}

// Some gateways call it a file like any other.
function isNamedPkcs7(part: MimePart): boolean {
  if (part.contentType.value !== "application/octet-stream") return false;
  const name =
    (part.disposition === null ? null : textParameter(part.disposition, "filename")) ?? textParameter(part.contentType, "name");
  return name !== null && /\.p7m$/i.test(name);
}

const armor = "-----BEGIN PGP ";

function inspectPlain(part: MimePart, found: MessageSecurity): void {
  if (part.disposition?.value === "attachment") return;
  const body = bodyOf(part);
  const bytes = part.transferEncoding === "base64" ? decodeTransfer(body, "base64") : body;
  if (bytes.includes(armor)) inspectText(decodeTransfer(body, part.transferEncoding).toString("latin1"), found);
}

// RFC 9580 §6.2 and §7: at the beginning of a line; behind a quote mark it is somebody else's.
function inspectText(text: string, found: MessageSecurity): void {
  if (!text.includes(armor)) return;
  if (hasLine(text, "-----BEGIN PGP MESSAGE") && hasLine(text, "-----END PGP MESSAGE")) found.encrypted ??= "pgp";
  if (hasLine(text, "-----BEGIN PGP SIGNED MESSAGE-----") && text.includes("-----BEGIN PGP SIGNATURE-----"))
    found.signed ??= "pgp";
}

function hasLine(text: string, beginning: string): boolean {
  return text.startsWith(beginning) || text.includes(`\n${beginning}`);
}

/** What programs write in place of a subject that they hid (RFC 9788 §3.2.1, and the older words of Enigmail, p≡p and others). */
const hiddenSubjects = new Set([
  "...",
  "[...]",
  "…",
  "[…]",
  "p≡p",
  "pep",
  "encrypted message",
  "encrypted email",
  "[encrypted]",
  "encrypted",
  "subject unavailable",
  "(no subject available)",
  "verschlüsselte nachricht",
  "message chiffré",
  "autocrypt encrypted message",
]);

const mark = new RegExp(String.raw`^${markPattern(replyWords, forwardWords)}\s*`, "iu");
const mostMarks = 8;

function hidesSubject(root: MimePart): boolean {
  const subject = decodeHeaderText(firstValue(root.fields, "subject") ?? "").toLowerCase();
  let bare = subject.trim();
  for (let round = 0; round < mostMarks && mark.test(bare); round += 1) bare = bare.replace(mark, "");
  return hiddenSubjects.has(bare);
}
