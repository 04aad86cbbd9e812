// A list of MAPI properties as TNEF writes it (MS-OXTNEF §2.1.3.4): typed values by their number.
import { decodeBytes } from "../charset/charset.ts";

/** Values by property number; null where the property is missing or of another kind. */
export interface MapiValues {
  text(id: number): string | null;
  bytes(id: number): Buffer | null;
  object(id: number): Buffer | null;
  number(id: number): number | null;
  time(id: number): Date | null;
  /** Nothing was cut off or of an unknown kind. */
  isWhole: boolean;
}

interface Property {
  type: number;
  data: Buffer;
}

const type = { text: 0x1e, unicode: 0x1f, object: 0x0d, binary: 0x102, long: 0x03, time: 0x40 } as const;
const many = 0x1000;
const maxProperties = 2_000;

/** Bytes of one value of a fixed size, as it is padded in the list. */
const sizes: Readonly<Record<number, number>> = {
  0x01: 4,
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
};

/** Total and linear; `charset` is for 8-bit strings. */
export function readMapiProperties(data: Buffer, charset: string | null): MapiValues {
  const properties = new Map<number, Property>();
  const isWhole = new PropertyReader(data).readInto(properties);
  const of = (id: number, ...types: readonly number[]): Property | null => {
    const property = properties.get(id);
    return property !== undefined && types.includes(property.type) ? property : null;
  };
  return {
    text: (id) => textOf(of(id, type.text, type.unicode), charset),
    bytes: (id) => of(id, type.binary)?.data ?? null,
    object: (id) => of(id, type.object)?.data ?? null,
    number: (id) => of(id, type.long)?.data.readInt32LE(0) ?? null,
    time: (id) => timeOf(of(id, type.time)),
    isWhole,
  };
}

function textOf(property: Property | null, charset: string | null): string | null {
  if (property === null) return null;
  const { data } = property;
  const text = property.type === type.unicode ? data.toString("utf16le") : decodeBytes(untilNul(data), charset).text;
  const nul = text.indexOf("\0");
  const whole = nul === -1 ? text : text.slice(0, nul);
  return whole === "" ? null : whole;
}

/** The bytes of a zero-terminated string. */
export function untilNul(data: Buffer): Buffer {
  const nul = data.indexOf(0);
  return nul === -1 ? data : data.subarray(0, nul);
}

// 100-nanosecond intervals since 1601.
function timeOf(property: Property | null): Date | null {
  if (property === null) return null;
  const time = new Date(Number(property.data.readBigUInt64LE(0) / 10_000n) - 11_644_473_600_000);
  return Number.isNaN(time.getTime()) ? null : time;
}

class PropertyReader {
  private readonly data: Buffer;
  private at = 4;

  constructor(data: Buffer) {
    this.data = data;
  }

  /** Whether all of them were read. */
  readInto(properties: Map<number, Property>): boolean {
    if (this.data.length < 4) return false;
    const count = this.data.readUInt32LE(0);
    for (let done = 0; done < count; done += 1) {
      if (done >= maxProperties || this.at + 4 > this.data.length) return false;
      const kind = this.data.readUInt16LE(this.at);
      const id = this.data.readUInt16LE(this.at + 2);
      this.at += 4;
      if (id >= 0x8000 && !this.skipName()) return false;
      const value = this.readValue(kind);
      if (value === null) return false;
      if (id < 0x8000 && (kind & many) === 0 && !properties.has(id)) properties.set(id, { type: kind, data: value });
    }
    return true;
  }

  // Named properties carry a GUID and a number or a name.
  private skipName(): boolean {
    const { data } = this;
    if (this.at + 24 > data.length) return false;
    const isNumber = data.readUInt32LE(this.at + 16) === 0;
    const length = isNumber ? 0 : data.readUInt32LE(this.at + 20);
    this.at += 24 + padded(length);
    return this.at <= data.length;
  }

  // Null where the value ends outside the data or its kind has no known size. Of many values the first is given.
  private readValue(kind: number): Buffer | null {
    const base = kind & ~many;
    const size = sizes[base];
    const isVariable = base === type.text || base === type.unicode || base === type.object || base === type.binary;
    if (size === undefined && !isVariable) return null;
    const count = isVariable || (kind & many) !== 0 ? this.readCount() : 1;
    if (count === null) return null;
    let first: Buffer | null = null;
    for (let index = 0; index < count; index += 1) {
      const value = isVariable ? this.take(this.readCount()) : this.take(size!);
      if (value === null) return null;
      first ??= value;
    }
    return first ?? Buffer.alloc(size ?? 0);
  }

  private readCount(): number | null {
    if (this.at + 4 > this.data.length) return null;
    const count = this.data.readUInt32LE(this.at);
    this.at += 4;
    return count;
  }

  private take(length: number | null): Buffer | null {
    if (length === null || this.at + length > this.data.length) return null;
    const value = this.data.subarray(this.at, this.at + length);
    this.at += padded(length);
    return value;
  }
}

function padded(length: number): number {
  return length + ((4 - (length % 4)) % 4);
}
