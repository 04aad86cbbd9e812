// The relay that delivers to nobody: it writes each message into a directory, for trying Inlet out.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "#domain/errors.ts";
import { type Handover, writtenTo } from "./answers.ts";
import type { Letter } from "./relay-pool.ts";

/** One file a submission: written again, it is the same file. Above the message stand its envelope's sender and recipient. */
export async function writeToSink(directory: string, { submissionId, mailFrom, to, raw }: Letter): Promise<Handover> {
  const path = join(directory, `${submissionId}.eml`);
  // RFC 5321 §4.4: who delivers finally notes the reverse path.
  const trace = `Return-Path: <${mailFrom}>\r\nDelivered-To: ${to}\r\n`.replace(/[^\x20-\x7e\r\n]/g, "?");
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(`${path}.tmp`, Buffer.concat([Buffer.from(trace), raw]), { mode: 0o600 });
    await rename(`${path}.tmp`, path);
    return writtenTo(path);
  } catch (error) {
    return { status: "deferred", reply: messageOf(error), code: null, relay: "sink", relayTrouble: true };
  }
}
