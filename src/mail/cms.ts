// What a PKCS #7 object is (RFC 5652), and the message inside one that is signed but not encrypted. Nothing is verified.

export type CmsKind = "signed" | "encrypted";

/** Content types of RFC 5652 §5 and §6, and of RFC 5083, as they are encoded. */
const signedData = Buffer.from("06092a864886f70d010702", "hex");
const envelopedData = Buffer.from("06092a864886f70d010703", "hex");
const encryptedData = Buffer.from("06092a864886f70d010706", "hex");
const authEnvelopedData = Buffer.from("060b2a864886f70d0109100117", "hex");
const plainData = Buffer.from("06092a864886f70d010701", "hex");
/** The content type is the first thing in the object. */
const headBytes = 64;

/** Null where the bytes are no such object, or one of another kind (certificates alone are signed data, too). */
export function cmsKind(bytes: Buffer): CmsKind | null {
  if (bytes[0] !== 0x30) return null;
  const head = bytes.subarray(0, headBytes);
  if (head.includes(signedData)) return "signed";
  return [envelopedData, encryptedData, authEnvelopedData].some((type) => head.includes(type)) ? "encrypted" : null;
}

interface Element {
  tag: number;
  start: number;
  /** Null where the length is indefinite (BER): the end is marked. */
  end: number | null;
}

/** The content of signed data (RFC 5652 §5.2), joined where it was written in pieces; null where it is detached or damaged. */
export function signedContent(bytes: Buffer): Buffer | null {
  if (cmsKind(bytes) !== "signed") return null;
  const type = bytes.indexOf(plainData, signedData.length);
  if (type === -1) return null;
  const explicit = readElement(bytes, type + plainData.length);
  if (explicit === null || explicit.tag !== 0xa0) return null;
  const octets = readElement(bytes, explicit.start);
  if (octets === null) return null;
  if (octets.tag === 0x04) return octets.end === null ? null : bytes.subarray(octets.start, octets.end);
  return octets.tag === 0x24 ? joinPieces(bytes, octets) : null;
}

// A constructed octet string holds primitive ones, up to its end or to the mark of the end.
function joinPieces(bytes: Buffer, whole: Element): Buffer | null {
  const pieces: Buffer[] = [];
  let at = whole.start;
  const end = whole.end ?? bytes.length;
  while (at < end) {
    const piece = readElement(bytes, at);
    if (piece === null || piece.tag !== 0x04 || piece.end === null) break;
    pieces.push(bytes.subarray(piece.start, piece.end));
    at = piece.end;
  }
  return pieces.length === 0 ? null : Buffer.concat(pieces);
}

function readElement(bytes: Buffer, at: number): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  if (first === 0x80) return { tag, start: at + 2, end: null };
  if (first < 0x80) return ended(bytes, tag, at + 2, first);
  const size = first & 0x7f;
  if (size > 4 || at + 2 + size > bytes.length) return null;
  return ended(bytes, tag, at + 2 + size, bytes.readUIntBE(at + 2, size));
}

function ended(bytes: Buffer, tag: number, start: number, length: number): Element | null {
  return start + length > bytes.length ? null : { tag, start, end: start + length };
}
