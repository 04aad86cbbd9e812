// Outlook's own container for messages and files, the winmail.dat of other programs (MS-OXTNEF): read as far as it is whole.
import { decodeBytes } from "../charset/charset.ts";
import { readMapiProperties, untilNul, type MapiValues } from "./tnef-properties.ts";

export interface TnefFile {
  /** As written; null where it has none. */
  name: string | null;
  /** Empty where the file names none. */
  mediaType: string;
  contentId: string | null;
  content: Buffer;
  /** The message that the file is, where it is one and not bytes. */
  message: TnefMessage | null;
}

export interface TnefMessage {
  subject: string | null;
  senderName: string | null;
  senderAddress: string | null;
  sentAt: Date | null;
  text: string | null;
  html: string | null;
  /** Still compressed (MS-OXRTFCP). */
  rtf: Buffer | null;
  files: TnefFile[];
  /** Read to its end, with every checksum right. */
  isWhole: boolean;
}

const signature = 0x223e9f78;
const maxFiles = 200;
const maxDepth = 5;

const attribute = {
  subject: 0x8004,
  body: 0x800c,
  properties: 0x9003,
  codePage: 0x9007,
  fileStart: 0x9002,
  fileTitle: 0x8010,
  fileData: 0x800f,
  fileProperties: 0x9005,
  fileTransportName: 0x9001,
} as const;

/** Whether the bytes begin as a TNEF stream does. */
export function isTnef(bytes: Buffer): boolean {
  return bytes.length >= 6 && bytes.readUInt32LE(0) === signature;
}

/** Total and linear. Null where the bytes are no TNEF. */
export function readTnef(bytes: Buffer): TnefMessage | null {
  return isTnef(bytes) ? new TnefReader(bytes, 1).read() : null;
}

class TnefReader {
  private readonly bytes: Buffer;
  private readonly depth: number;
  private codePage: string | null = null;
  private file: TnefFile | null = null;
  private readonly message: TnefMessage = {
    subject: null,
    senderName: null,
    senderAddress: null,
    sentAt: null,
    text: null,
    html: null,
    rtf: null,
    files: [],
    isWhole: true,
  };

  constructor(bytes: Buffer, depth: number) {
    this.bytes = bytes;
    this.depth = depth;
  }

  read(): TnefMessage {
    const { bytes, message } = this;
    let at = 6;
    while (at + 9 <= bytes.length) {
      const level = bytes[at]!;
      if (level !== 1 && level !== 2) break;
      const name = bytes.readUInt16LE(at + 1);
      const length = bytes.readUInt32LE(at + 5);
      const start = at + 9;
      const end = Math.min(start + length, bytes.length);
      const data = bytes.subarray(start, end);
      if (start + length + 2 > bytes.length || checksum(data) !== bytes.readUInt16LE(end)) message.isWhole = false;
      if (level === 1) this.takeOfMessage(name, data);
      else this.takeOfFile(name, data);
      at = start + length + 2;
    }
    // What is left over in front of the end was not understood; a few bytes of padding are usual.
    if (at < bytes.length - 8) message.isWhole = false;
    return message;
  }

  private takeOfMessage(name: number, data: Buffer): void {
    const { message } = this;
    if (name === attribute.codePage && data.length >= 4) this.codePage = `cp${data.readUInt32LE(0)}`;
    else if (name === attribute.subject) message.subject ??= this.textOf(data);
    else if (name === attribute.body) message.text ??= this.textOf(data);
    else if (name === attribute.properties) this.takeMessageProperties(this.propertiesOf(data));
  }

  private takeMessageProperties(values: MapiValues): void {
    const { message } = this;
    const charset = codePageOf(values.number(0x3fde)) ?? codePageOf(values.number(0x3ffd)) ?? this.codePage;
    message.subject = values.text(0x0037) ?? message.subject;
    message.senderName = values.text(0x0c1a) ?? values.text(0x0042);
    message.senderAddress = values.text(0x5d01) ?? values.text(0x0c1f) ?? values.text(0x0065);
    message.sentAt = values.time(0x0039);
    message.text = values.text(0x1000) ?? message.text;
    const html = values.bytes(0x1013);
    message.html = html === null ? values.text(0x1013) : decodeBytes(html, charset).text.replaceAll("\0", "");
    message.rtf = values.bytes(0x1009);
  }

  private takeOfFile(name: number, data: Buffer): void {
    if (name === attribute.fileStart) {
      this.file = null;
      if (this.message.files.length >= maxFiles) {
        this.message.isWhole = false;
        return;
      }
      this.file = { name: null, mediaType: "", contentId: null, content: Buffer.alloc(0), message: null };
      this.message.files.push(this.file);
    }
    const { file } = this;
    if (file === null) return;
    if (name === attribute.fileTitle) file.name ??= this.textOf(data);
    else if (name === attribute.fileTransportName) file.name ??= this.textOf(data);
    else if (name === attribute.fileData) file.content = data;
    else if (name === attribute.fileProperties) this.takeFileProperties(file, this.propertiesOf(data));
  }

  private takeFileProperties(file: TnefFile, values: MapiValues): void {
    file.name = values.text(0x3707) ?? file.name ?? values.text(0x3704) ?? values.text(0x3001);
    file.mediaType = (values.text(0x370e) ?? "").trim().toLowerCase();
    file.contentId = values.text(0x3712);
    const bytes = values.bytes(0x3701);
    const object = values.object(0x3701);
    if (bytes !== null && bytes.length > 0) file.content = bytes;
    if (object === null) return;
    // An object begins with the id of its interface: IMessage for a message, others for what was embedded by OLE.
    const inner = object.subarray(16);
    const isMessage = isTnef(inner) && this.depth < maxDepth;
    if (isMessage) {
      file.message = new TnefReader(inner, this.depth + 1).read();
      if (!file.message.isWhole) this.message.isWhole = false;
    }
    file.content = inner.length === 0 ? object : inner;
    // MS-OXCMSG §2.2.2.7: a message's file name is its title.
    if (isMessage) file.name = values.text(0x3001) ?? file.name;
  }

  private propertiesOf(data: Buffer): MapiValues {
    const values = readMapiProperties(data, this.codePage);
    if (!values.isWhole) this.message.isWhole = false;
    return values;
  }

  private textOf(data: Buffer): string | null {
    const text = decodeBytes(untilNul(data), this.codePage).text;
    return text === "" ? null : text;
  }
}

function codePageOf(number: number | null): string | null {
  return number === null || number <= 0 ? null : `cp${number}`;
}

// MS-OXTNEF §2.1.3.2: the sum of the bytes.
function checksum(data: Buffer): number {
  let sum = 0;
  for (const byte of data) sum = (sum + byte) & 0xffff;
  return sum;
}
