// Files as old Macintosh programs wrap them: BinHex 4.0 (RFC 1741) and AppleSingle (RFC 1740). Their data fork is the file others know.

export interface MacFile {
  name: string | null;
  content: Buffer;
}

const alphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
const values = new Int8Array(256).fill(-1);
for (let index = 0; index < alphabet.length; index += 1) values[alphabet.charCodeAt(index)] = index;

const banner = "(This file must be converted with BinHex";
const COLON = 58;
const repeat = 0x90;
/** Three bytes can stand for 255: these bound what a bomb can become. */
const maxContent = 32_000_000;
const maxRatio = 30;

/** Total and linear. Null where the bytes are no whole BinHex file. */
export function readBinHex(bytes: Buffer): MacFile | null {
  const start = bytes.indexOf(banner);
  if (start === -1) return null;
  const open = bytes.indexOf(COLON, bytes.indexOf(10, start) + 1);
  const close = open === -1 ? -1 : bytes.indexOf(COLON, open + 1);
  if (close === -1) return null;
  return readForks(expandRuns(sextets(bytes.subarray(open + 1, close))));
}

function sextets(body: Buffer): Buffer {
  const out = Buffer.alloc(body.length);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (const byte of body) {
    const value = values[byte]!;
    if (value === -1) continue;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out[length++] = (bits >> held) & 255;
  }
  return out.subarray(0, length);
}

// 0x90 and a count repeat the byte before; a count of zero is the byte 0x90 itself.
function expandRuns(packed: Buffer): Buffer {
  let size = 0;
  for (let at = 0; at < packed.length; at += 1) {
    const isRun = packed[at] === repeat && at + 1 < packed.length;
    size += isRun ? Math.max(packed[at + 1]! - 1, packed[at + 1] === 0 ? 1 : 0) : 1;
    if (isRun) at += 1;
  }
  const out = Buffer.alloc(Math.min(size, maxContent, packed.length * maxRatio + 65_536));
  let length = 0;
  for (let at = 0; at < packed.length && length < out.length; at += 1) {
    const byte = packed[at]!;
    if (byte !== repeat || at + 1 >= packed.length) {
      out[length++] = byte;
      continue;
    }
    const count = packed[at + 1]!;
    at += 1;
    if (count === 0) out[length++] = repeat;
    else if (length > 0) {
      const end = Math.min(length + count - 1, out.length);
      out.fill(out[length - 1]!, length, end);
      length = end;
    }
  }
  return out.subarray(0, length);
}

function readForks(file: Buffer): MacFile | null {
  const nameLength = file[0] ?? 0;
  const header = 1 + nameLength + 1 + 4 + 4 + 2;
  if (nameLength === 0 || nameLength > 63 || file.length < header + 10) return null;
  const size = file.readUInt32BE(header);
  const start = header + 10;
  if (start + size > file.length) return null;
  return { name: file.toString("latin1", 1, 1 + nameLength), content: file.subarray(start, start + size) };
}

const singleMagic = 0x00051600;
const entries = { dataFork: 1, realName: 3 } as const;

/** The data fork of an AppleSingle file; null where the bytes are none, or have none. */
export function readAppleSingle(bytes: Buffer): MacFile | null {
  if (bytes.length < 26 || bytes.readUInt32BE(0) !== singleMagic) return null;
  const count = bytes.readUInt16BE(24);
  let name: string | null = null;
  let content: Buffer | null = null;
  for (let at = 26; at + 12 <= bytes.length && at < 26 + count * 12; at += 12) {
    const id = bytes.readUInt32BE(at);
    const start = bytes.readUInt32BE(at + 4);
    const end = start + bytes.readUInt32BE(at + 8);
    if (end > bytes.length) continue;
    if (id === entries.dataFork) content = bytes.subarray(start, end);
    else if (id === entries.realName) name = bytes.toString("latin1", start, end);
  }
  return content === null ? null : { name, content };
}
