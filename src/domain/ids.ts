// Identifiers: time-ordered UUIDs (RFC 9562 version 7), made where a row is made, so that rows can refer to each other before they are stored.

export type WorkspaceId = string;
export type SourceId = string;
export type DeliveryId = string;
export type TicketId = string;
export type MessageId = string;
export type ContactId = string;
export type CompanyId = string;
export type AgentId = string;

let lastMillisecond = 0;
let counter = 0;

// Random bytes are drawn for many ids at a time: a call into the generator costs more than all the rest of an id.
const bytesOfAnId = 10;
const pool = new Uint8Array(200 * bytesOfAnId);
let taken = pool.length;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A UUID version 7 as lower-case text. Ids from one process sort in the order they were made (RFC 9562 §6.2, method 1). */
export function newId(): string {
  const time = nextTick().toString(16).padStart(12, "0");
  const count = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant()}${randomHex(1)}-${randomHex(6)}`;
}

// RFC 9562 §4.1: the two highest bits are 10.
function variant(): string {
  return hex[(nextByte() & 0x3f) | 0x80] ?? "";
}

function randomHex(bytes: number): string {
  let text = "";
  for (let count = 0; count < bytes; count += 1) text += hex[nextByte()] ?? "";
  return text;
}

function nextByte(): number {
  if (taken === pool.length) {
    crypto.getRandomValues(pool);
    taken = 0;
  }
  const byte = pool[taken] ?? 0;
  // What was given out is not kept.
  pool[taken] = 0;
  taken += 1;
  return byte;
}

/** Whether a text can be an id at all: asked before it reaches SQL, so that a typo is a 404 and not a server error. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

// The 12 bits after the version count within one millisecond; when they run out, the clock is borrowed from.
function nextTick(): number {
  const now = Math.max(Date.now(), lastMillisecond);
  if (now > lastMillisecond) {
    lastMillisecond = now;
    counter = 0;
  } else if (counter === 0xfff) {
    lastMillisecond += 1;
    counter = 0;
  } else {
    counter += 1;
  }
  return lastMillisecond;
}
