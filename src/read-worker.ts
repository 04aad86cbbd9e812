// Runs in the worker threads: everything that a stranger's bytes drive, and what takes long. Reads batches of deliveries, sanitizes HTML,
// writes and signs long letters.
import { workerData } from "node:worker_threads";
import { move, transferableSymbol, valueSymbol } from "piscina";
import type { Read, ReadRequest } from "#intake/ingest.ts";
import { authenticate } from "#mail/authenticate.ts";
import { type OutgoingHtml, type OutgoingOptions, outgoingHtml } from "#mail/outgoing-html.ts";
import { createResolver } from "#mail/resolver.ts";
import type { LetterToWrite } from "#outbound/write-letter.ts";
import { type SanitizeOptions, type Sanitized, sanitizeHtml } from "#mail/sanitize.ts";
import { parsers } from "./channels/parsers.ts";

export type ReadTask = { read: readonly ReadRequest[] };
export type SanitizeTask = { sanitize: { html: string; options: SanitizeOptions } };
export type OutgoingTask = { outgoing: { html: string; options: OutgoingOptions } };
export type WriteTask = { write: LetterToWrite };

/** What a thread is told once, at its start. */
export interface ReadWorkerSettings {
  /** DNS servers as `host:port`; none: the system's. */
  dnsServers: readonly string[];
}

const { settings } = workerData as { settings: ReadWorkerSettings };
const resolver = createResolver({ servers: settings.dnsServers });

export default async function handle(
  task: ReadTask | SanitizeTask | OutgoingTask | WriteTask,
): Promise<readonly Read[] | Sanitized | OutgoingHtml | Uint8Array> {
  if ("sanitize" in task) return sanitizeHtml(task.sanitize.html, task.sanitize.options);
  if ("outgoing" in task) return outgoingHtml(task.outgoing.html, task.outgoing.options);
  if ("write" in task) return (await loadWriting()).writeLetter(task.write);
  return withoutCopying(await Promise.all(task.read.map(readOne)));
}

/** Smaller files share their memory with others, and are copied. */
const smallestMoved = 65_536;

// The bytes of files go over as they are: copied, a batch of them would lie in memory three times. A decoder leaves a little room behind.
function withoutCopying(read: readonly Read[]): readonly Read[] {
  const moved = new Set<ArrayBuffer>();
  for (const { content } of read.flatMap(({ message }) => message.attachments)) {
    const { buffer, byteOffset, byteLength } = content;
    const isItsOwn = byteOffset === 0 && byteLength >= smallestMoved && byteLength > buffer.byteLength * 0.9;
    if (isItsOwn && buffer instanceof ArrayBuffer) moved.add(buffer);
  }
  if (moved.size === 0) return read;
  return move({ [transferableSymbol]: [...moved], [valueSymbol]: read } as never) as never;
}

// Few letters are long: until one is, it takes no memory.
function loadWriting() {
  return import("#outbound/write-letter.ts");
}

async function readOne({ delivery, authenticate: wanted }: ReadRequest): Promise<Read> {
  const message = parsers[delivery.kind](delivery);
  if (!wanted) return { message, authentication: null };
  return { message, authentication: await authenticate(delivery.raw, delivery.envelope, message.from, resolver) };
}
