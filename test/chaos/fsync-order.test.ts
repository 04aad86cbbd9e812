// A kill never shows a missing fsync, because the page cache outlives the process. So the order of the system calls is read: nothing is
// acknowledged before it is on disk.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { base64Lines } from "../../bench/mail-parts.ts";
import { seededRandom } from "../../bench/random.ts";
import { SmtpClient } from "../smtp-client.ts";
import { startServer } from "../start-server.ts";
import { untilQuiet } from "./oracle.ts";
import { readTrace, syncsBetween, type TracedCall } from "./system-calls.ts";

const whyNot = cannotTrace();
if (whyNot !== null) console.warn(`SKIPPED: the order of fsync cannot be checked here (${whyNot})`);

test.skipIf(whyNot !== null)(
  "a 250 is sent only after the write-ahead log was synced, and a blob's name only after its bytes",
  { timeout: 120_000 },
  async () => {
    const directory = await mkdtemp(join(tmpdir(), "inlet-trace-"));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    await using server = await startServer();
    const source = await server.createSource("Traced", { authenticate: false });
    const postmaster = await server.postmaster();
    const trace = join(directory, "trace");
    const tracer = await startTracer([server.pid, postmaster as number], trace);
    try {
      const client = await SmtpClient.open({ port: server.smtpPort });
      for (let count = 0; count < 40; count += 1) {
        const reply = await client.send({ from: "anna@customer.example", to: [source.address], raw: letter(count) });
        expect(reply.code).toBe(250);
        await sleep(10);
      }
      await client.quit();
      expect(await untilQuiet(server, 30_000)).toBe(true);
    } finally {
      await stopTracer(tracer);
    }
    const calls = readTrace(await readFile(trace, "utf8"));
    const received = acknowledgements(calls);
    expect(received.length).toBe(40);
    for (const [at, { begun, said }] of received.entries()) {
      expect(
        syncsBetween(calls, begun, said),
        `message ${at} was acknowledged without a sync of the write-ahead log`,
      ).toBeGreaterThan(0);
    }
    const blobs = calls.filter((call) => call.name.startsWith("rename") && call.text.includes("/blobs/"));
    expect(blobs.length).toBeGreaterThanOrEqual(8);
    for (const rename of blobs) checkBlob(calls, rename);
  },
);

/** Every fifth one is large enough for the blob store. */
function letter(count: number): Buffer {
  const random = seededRandom(count);
  const head = `From: anna@customer.example\r\nTo: support@desk.example\r\nSubject: Traced ${count}\r\nMessage-ID: <traced-${count}@customer.example>\r\n`;
  if (count % 5 !== 0) return Buffer.from(`${head}\r\nHello ${count}.\r\n`);
  return Buffer.concat([
    Buffer.from(`${head}Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n`),
    base64Lines(random.bytes(300_000)),
  ]);
}

/** From the 354 that asks for the message to the 250 that acknowledges it. */
function acknowledgements(calls: readonly TracedCall[]): { begun: number; said: number }[] {
  const found: { begun: number; said: number }[] = [];
  let begun: number | null = null;
  for (const call of calls) {
    if (!["write", "writev", "sendto", "sendmsg"].includes(call.name)) continue;
    if (call.text.includes("354 ")) begun = call.begins;
    else if (begun !== null && /"250 2\.[06]\.0 /.test(call.text)) {
      found.push({ begun, said: call.begins });
      begun = null;
    }
  }
  return found;
}

/** fsync(file) < rename < fsync(directory) < the commit that refers to it. */
function checkBlob(calls: readonly TracedCall[], rename: TracedCall): void {
  const [from, to] = [...rename.text.matchAll(/"([^"]+)"/g)].map((match) => match[1] as string);
  const directory = (to as string).slice(0, (to as string).lastIndexOf("/"));
  const isSync = (call: TracedCall) => call.name === "fsync" || call.name === "fdatasync";
  const bytes = calls.filter((call) => isSync(call) && call.text.includes(`<${from}>`) && call.ends <= rename.begins);
  const name = calls.filter((call) => isSync(call) && call.text.includes(`<${directory}>`) && call.begins >= rename.ends);
  expect(bytes.length, `${to}: its bytes were not synced before it got its name`).toBeGreaterThan(0);
  expect(name.length, `${to}: its directory was not synced after it got its name`).toBeGreaterThan(0);
  const commit = calls.find(
    (call) => isSync(call) && call.text.includes("/pg_wal/") && call.begins >= (name[0] as TracedCall).ends,
  );
  expect(commit, `${to}: no commit after it was durable`).toBeDefined();
}

function cannotTrace(): string | null {
  if (process.platform !== "linux") return "it needs strace, which is for Linux";
  try {
    execFileSync("strace", ["-f", "-o", "/dev/null", "true"], { stdio: "ignore", timeout: 10_000 });
    return null;
  } catch {
    return "strace is missing or may not attach to processes";
  }
}

async function startTracer(pids: readonly number[], file: string): Promise<ChildProcess> {
  const all = pids.flatMap((pid) => [pid, ...childrenOf(pid)]);
  const traced = "trace=fdatasync,fsync,rename,renameat,renameat2,sendto,sendmsg,write,writev";
  const tracer = spawn(
    "strace",
    [
      "-f",
      "-ttt",
      "-T",
      "-y",
      "-s",
      "64",
      "-e",
      traced,
      "-e",
      "signal=none",
      "-o",
      file,
      ...all.flatMap((pid) => ["-p", String(pid)]),
    ],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  // It says "attached" once for each process.
  await new Promise<void>((resolve, reject) => {
    let said = "";
    tracer.stderr?.on("data", (text: Buffer) => {
      said += text.toString();
      if (all.every((pid) => said.includes(`Process ${pid} attached`))) resolve();
    });
    tracer.once("exit", () => reject(new Error(`strace ended: ${said}`)));
    setTimeout(() => reject(new Error(`strace did not attach: ${said}`)), 20_000).unref();
  });
  return tracer;
}

function childrenOf(pid: number): number[] {
  const text = execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [Number(line)]));
}

async function stopTracer(tracer: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => tracer.once("exit", resolve));
  tracer.kill("SIGINT");
  await ended;
}
