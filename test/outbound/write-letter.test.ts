// Long letters are written and signed in the reading threads: the same bytes come out, and nobody waits meanwhile.
import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { type LetterToWrite, writeLetter } from "#outbound/write-letter.ts";
import { silentLog } from "#platform/log.ts";
import { createWorkerPool } from "#platform/worker-pool.ts";
import { dkimKeys, letter } from "./letters.ts";
import { PostOffice, relayAt } from "./post-office.ts";
import { startSink } from "./sink-server.ts";

test("a letter that is written in a reading thread has the same bytes as one that is written here", async () => {
  const bytes = randomBytes(300_000);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = { sha256, name: "Brief.bin", mediaType: "application/octet-stream", size: bytes.length, contentId: null };
  const message = letter({ files: [{ ...file, disposition: "attachment" }], html: "<p>Grüße</p>" });
  const written: LetterToWrite = { message, files: new Map([[sha256, bytes]]), keys: dkimKeys().keys };
  const pool = createWorkerPool<{ write: LetterToWrite }, Uint8Array>({
    module: new URL("../../src/read-worker.ts", import.meta.url),
    threads: 1,
    memoryMb: 256,
    settings: { dnsServers: [] },
    log: silentLog,
  });
  try {
    const there = Buffer.from(await pool.run({ write: written }, { timeoutMs: 15_000 }));
    expect(there.equals(await writeLetter(written))).toBe(true);
    expect(there.toString().match(/^DKIM-Signature:/gim)).toHaveLength(2);
  } finally {
    await pool.close();
  }
});

test("only a long letter goes to another thread", async () => {
  await using office = await PostOffice.open();
  await using sink = await startSink();
  const aside: LetterToWrite[] = [];
  const writeAside = (long: LetterToWrite) => {
    aside.push(long);
    return writeLetter(long);
  };
  const long = await office.submit({ text: "A long story.\n".repeat(20_000) });
  await office.submit();
  await office.deliver(relayAt(sink.port), { writeAside });
  expect(sink.stored).toHaveLength(2);
  expect(aside.map(({ message }) => message.messageId)).toEqual([long.rfcMessageId]);
});
