// The thread that talks to relays: it hears them whatever the main thread does, and what it had in hand is told truly when it dies.
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "#domain/ids.ts";
import { openRelayThread, type RelayThread, type RelayThreadOptions } from "#outbound/relay-thread.ts";
import { createLog } from "#platform/log.ts";
import { Secret } from "#platform/secrets.ts";
import { type Death, killRelayThread } from "./kill-relay-thread.ts";
import { relayAt } from "./post-office.ts";
import { type Behaviour, type SinkServer, startSink } from "./sink-server.ts";

/** Not for how long it takes: for a machine that is busy elsewhere. */
const patience = { timeout: 10_000 };

let directory: string;
let lines: string[];
const open: (() => unknown)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "inlet-relays-"));
  lines = [];
});
afterEach(async () => {
  for (const end of open.splice(0).toReversed()) await end();
  await rm(directory, { recursive: true, force: true });
});

function openThread(more: Partial<RelayThreadOptions> = {}): RelayThread {
  const thread = openRelayThread({
    hostname: "in.desk.example",
    sinkDirectory: join(directory, "sink"),
    journalDirectory: join(directory, "sent"),
    worker: new URL("./mortal-relay-worker.ts", import.meta.url),
    log: createLog({ level: "warn", readable: false, write: (line) => void lines.push(line) }),
    ...more,
  });
  open.push(() => thread.close());
  return thread;
}

async function sinkThat(...behaviours: Behaviour[]): Promise<SinkServer> {
  const sink = await startSink({ behaviours });
  open.push(() => sink[Symbol.asyncDispose]());
  return sink;
}

function send(thread: RelayThread, relay: ReturnType<typeof relayAt>, raw = "Subject: x\r\n\r\nHello.\r\n") {
  const id = newId();
  const workspaceId = newId();
  const claim = { workspaceId, submissionId: id, token: newId(), attempts: 1 };
  const submission = { id, workspaceId, ticketId: null, kind: "reply" as const, tries: 0, createdAt: new Date() };
  const letter = { submissionId: id, mailFrom: "desk@desk.example", to: "anna@customer.example", raw: Buffer.from(raw) };
  return thread.send(relay, letter, { claim, submission });
}

function journalText(): string {
  const path = join(directory, "sent");
  return readdirSync(path)
    .map((name) => readFileSync(join(path, name), "utf8"))
    .join("");
}

test("a 250 is noted though the main thread is busy with something else", async () => {
  const relay = new Worker(new URL("./relay-on-thread.ts", import.meta.url));
  open.push(() => relay.terminate());
  const [port] = (await once(relay, "message")) as [number];
  const thread = openThread();
  // Everything is loaded and connected once.
  await send(thread, relayAt(port));
  const sent = send(thread, relayAt(port));
  const deadline = performance.now() + 10_000;
  // From here on this thread turns no more to anything that waits for it.
  while (journalText().split("\n").length < 3 && performance.now() < deadline);
  expect(journalText().trim().split("\n")).toHaveLength(2);
  await expect(sent).resolves.toMatchObject({ handover: { status: "sent", reply: "250 2.0.0 taken" } });
});

test.each<Death>(["fault", "memory"])(
  "dies (%s): what had gone out is unknown, what had not is deferred, and the next message finds a new thread",
  async (death) => {
    const sink = await sinkThat("silent-after-storing", "silent");
    const thread = openThread();
    const relay = relayAt(sink.port);
    const handedOver = send(thread, relay);
    await expect.poll(() => sink.stored.length, patience).toBe(1);
    const notYet = send(thread, relay);
    await expect.poll(() => sink.tries, patience).toBe(2);
    killRelayThread(death);
    const place = `127.0.0.1:${sink.port}`;
    expect(await handedOver).toMatchObject({ handover: { status: "unknown", relay: place, relayTrouble: false } });
    expect(await notYet).toMatchObject({ handover: { status: "deferred", relay: place, relayTrouble: true } });
    expect(lines.join("")).toContain("the thread that talks to relays ended");
    expect(await send(thread, relay)).toMatchObject({ handover: { status: "sent" } });
  },
);

test("dies: what the next one notes is not forgotten for what the first one noted", async () => {
  const sink = await sinkThat();
  const thread = openThread();
  const first = await send(thread, relayAt(sink.port));
  killRelayThread("fault");
  await expect.poll(() => lines.join(""), patience).toContain("ended");
  await send(thread, relayAt(sink.port));
  if ("settle" in first) first.settle();
  await thread.close();
  expect(journalText().trim().split("\n")).toHaveLength(2);
});

test("cannot be started: messages are deferred, with the reason", async () => {
  const thread = openThread({ worker: new URL("./no-such-worker.ts", import.meta.url) });
  expect(await send(thread, relayAt(1))).toMatchObject({
    handover: { status: "deferred", relayTrouble: true, reply: expect.stringContaining("no-such-worker") },
  });
});

test("hangs up: what had gone out is unknown, what waits for a place has not been tried", async () => {
  const sink = await sinkThat("silent-after-storing");
  const thread = openThread();
  const relay = relayAt(sink.port, { connections: 1 });
  const handedOver = send(thread, relay);
  await expect.poll(() => sink.stored.length, patience).toBe(1);
  const waiting = send(thread, relay);
  thread.hangUp();
  expect(await handedOver).toMatchObject({ handover: { status: "unknown" } });
  expect(await waiting).toEqual({ status: "too-soon", afterSeconds: 0 });
  expect(await send(thread, relay)).toEqual({ status: "too-soon", afterSeconds: 0 });
});

test("does not keep a stop waiting for a relay that never greets", async () => {
  const { createServer } = await import("node:net");
  const mute = createServer(() => {}).listen(0, "127.0.0.1");
  await once(mute, "listening");
  open.push(() => mute.close());
  const thread = openThread();
  const opening = send(thread, relayAt((mute.address() as { port: number }).port));
  await once(mute, "connection");
  const from = performance.now();
  thread.hangUp();
  expect(await opening).toEqual({ status: "too-soon", afterSeconds: 0 });
  expect(performance.now() - from).toBeLessThan(5_000);
});

test("leaves no journal behind once the database knows everything", async () => {
  const sink = await sinkThat();
  const thread = openThread();
  const answer = await send(thread, relayAt(sink.port));
  expect(journalText()).toContain("250 2.0.0 taken");
  if ("settle" in answer) answer.settle();
  await thread.close();
  expect(await readdir(join(directory, "sent"))).toEqual([]);
});

test("says nothing of a relay's password, neither in its answer, its journal nor the log", async () => {
  const sink = await startSink({ users: { desk: "right" } });
  open.push(() => sink[Symbol.asyncDispose]());
  const thread = openThread();
  const wrong = await send(thread, relayAt(sink.port, { username: "desk", password: new Secret("hunter2-wrong") }));
  const right = await send(thread, relayAt(sink.port, { username: "desk", password: new Secret("right") }));
  expect(wrong).toMatchObject({ handover: { status: "deferred", code: "5.7.8" } });
  expect(right).toMatchObject({ handover: { status: "sent" } });
  expect(JSON.stringify(wrong) + journalText() + lines.join("")).not.toContain("hunter2");
});

test("a message of many megabytes arrives as it was, dots and all", async () => {
  const sink = await sinkThat();
  const thread = openThread();
  const raw = `Subject: x\r\n\r\n${".dots. at the ends of pieces.\r\n..\r\n".repeat(100_000)}`;
  expect(await send(thread, relayAt(sink.port), raw)).toMatchObject({ handover: { status: "sent" } });
  expect(sink.stored[0]?.raw.equals(Buffer.from(raw))).toBe(true);
});
