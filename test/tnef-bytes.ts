// Makes winmail.dat files (MS-OXTNEF) for tests, whole or piece by piece: small, and each byte on purpose.

export interface TnefFile {
  /** The 8.3 name that the oldest readers know. */
  shortName: string;
  /** PR_ATTACH_LONG_FILENAME, as UTF-16. */
  longName?: string;
  content: Buffer;
}

export interface TnefMessage {
  /** attBody: plain text in the code page of the message. */
  text?: string;
  /** PR_HTML. */
  html?: string;
  /** PR_RTF_COMPRESSED, stored without compression. */
  rtf?: string;
  files: readonly TnefFile[];
}

const signature = 0x22_3e_9f_78;

export function buildTnef({ text, html, rtf, files }: TnefMessage): Buffer {
  const properties = [
    ...(html === undefined ? [] : [binaryProperty(0x1013, Buffer.from(html))]),
    ...(rtf === undefined ? [] : [binaryProperty(0x1009, uncompressedRtf(rtf))]),
  ];
  return tnefStream(
    attribute(1, 0x0008_9006, u32(0x0001_0000)),
    attribute(1, 0x0006_9007, Buffer.concat([u32(1252), u32(0)])),
    attribute(1, 0x0007_8008, Buffer.from("IPM.Microsoft Mail.Note\0")),
    ...(text === undefined ? [] : [attribute(1, 0x0002_800c, Buffer.from(`${text}\0`, "latin1"))]),
    ...(properties.length === 0 ? [] : [attribute(1, 0x0006_9003, propertyList(properties))]),
    ...files.flatMap(fileAttributes),
  );
}

/** Attributes behind the signature and a key. */
export function tnefStream(...attributes: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(signature), u16(1), ...attributes]);
}

function fileAttributes({ shortName, longName, content }: TnefFile): Buffer[] {
  const renderingData = Buffer.concat([u16(1), u32(0xffff_ffff), u16(32), u16(32), u32(0)]);
  const long = longName === undefined ? [] : [attribute(2, 0x0006_9005, propertyList([unicodeProperty(0x3707, longName)]))];
  return [
    attribute(2, 0x0006_9002, renderingData),
    attribute(2, 0x0001_8010, Buffer.from(`${shortName}\0`, "latin1")),
    attribute(2, 0x0006_800f, content),
    ...long,
  ];
}

/** Level, id, length, data, and the sum of the data's bytes. */
export function attribute(level: 1 | 2, id: number, data: Buffer): Buffer {
  const sum = data.reduce((total, byte) => (total + byte) & 0xffff, 0);
  return Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(sum)]);
}

export const propertyList = (properties: readonly Buffer[]) => Buffer.concat([u32(properties.length), ...properties]);

export const binaryProperty = (id: number, value: Buffer) => variableProperty(0x0102, id, value);
export const unicodeProperty = (id: number, value: string) => variableProperty(0x001f, id, Buffer.from(`${value}\0`, "utf16le"));

/** One value, padded to four bytes. */
export function variableProperty(type: number, id: number, value: Buffer): Buffer {
  const padding = Buffer.alloc((4 - (value.length % 4)) % 4);
  return Buffer.concat([u16(type), u16(id), u32(1), u32(value.length), value, padding]);
}

// MS-OXRTFCP §2.1.3.1: sizes, "MELA" for uncompressed, no checksum, the text itself.
function uncompressedRtf(rtf: string): Buffer {
  const raw = Buffer.from(rtf, "latin1");
  return Buffer.concat([u32(raw.length + 12), u32(raw.length), Buffer.from("MELA"), u32(0), raw]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
