// The disk fills up under load, and there is room again: only temporary refusals meanwhile, nothing lost, no help needed.
import { execFileSync } from "node:child_process";
import { open, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "../start-server.ts";
import { isSound, judge, untilQuiet } from "./oracle.ts";
import { Sender } from "./sender.ts";

const sizeMb = 900;
const fullForMs = 8_000;
const recoverWithinMs = 10_000;

/** Runs the phase; false when a promise broke. Where no small disk can be mounted it is skipped, and says so. */
export async function runDiskFull({ seed, say }: { seed: number; say(line: string): void }): Promise<boolean> {
  const disk = await mountSmallDisk();
  if (disk === null) {
    say("SKIPPED: disk-full needs root on Linux, to mount a small disk of memory");
    return true;
  }
  try {
    return await fillAndFree(disk.path, { seed, say });
  } finally {
    await disk.unmount();
  }
}

async function fillAndFree(path: string, { seed, say }: { seed: number; say(line: string): void }): Promise<boolean> {
  const logs = await mkdtemp(join(tmpdir(), "inlet-disk-full-"));
  await using server = await startServer({ dataDir: path });
  const source = await server.createSource("Disk full", { authenticate: false });
  const permanent: string[] = [];
  const sender = new Sender({
    smtpPort: server.smtpPort,
    recipient: source.address,
    connections: 8,
    seed,
    prefix: `d${seed}`,
    logFile: join(logs, "sender.log"),
    smallest: 4_000,
    largest: 400_000,
    onPermanentRefusal: (line) => permanent.push(line),
  });
  await sender.start();
  await sleep(1_500);
  const acknowledgedBefore = sender.log.acknowledged.size;
  await fill(join(path, "ballast"));
  await sleep(fullForMs);
  const refusals = sender.refusals;
  const freedAt = performance.now();
  await rm(join(path, "ballast"));
  while (sender.lastAcceptedAt < freedAt && performance.now() - freedAt < 60_000) await sleep(20);
  const recoveredMs = sender.lastAcceptedAt - freedAt;
  await sleep(1_000);
  const done = await sender.stop(60_000);
  const quiet = await untilQuiet(server, 60_000);
  const verdict = await judge(server, sender.log);
  await rm(logs, { recursive: true, force: true });
  const sound =
    done &&
    quiet &&
    isSound(verdict) &&
    permanent.length === 0 &&
    recoveredMs > 0 &&
    recoveredMs <= recoverWithinMs &&
    refusals > 0;
  say(
    `disk full: acknowledged ${acknowledgedBefore} before and ${verdict.acknowledged} in all, ${refusals} temporary refusals, ${permanent.length} permanent ones, ` +
      `lost ${verdict.lost.length}, doubled ${verdict.doubled.length}, accepting again ${(recoveredMs / 1_000).toFixed(2)} s after there was room`,
  );
  for (const line of [...verdict.broken, ...new Set(permanent), ...(quiet ? [] : ["the server did not come to rest"])])
    say(`WRONG: ${line}`);
  if (!sound) say(server.log);
  return sound;
}

/** Writes until nothing more fits. */
async function fill(path: string): Promise<void> {
  const block = Buffer.alloc(1_000_000, 1);
  const file = await open(path, "w");
  try {
    for (let written = 0; written < sizeMb * 2; written += 1) await file.write(block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    await file.close();
  }
}

async function mountSmallDisk(): Promise<{ path: string; unmount(): Promise<void> } | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const path = await mkdtemp(join(tmpdir(), "inlet-small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMb}m`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    await rm(path, { recursive: true, force: true });
    return null;
  }
  return {
    path,
    async unmount() {
      for (let look = 0; look < 50; look += 1) {
        try {
          execFileSync("umount", [path], { stdio: "ignore" });
          return await rm(path, { recursive: true, force: true });
        } catch {
          // The last process that uses it is still ending.
          await sleep(100);
        }
      }
      execFileSync("umount", ["-l", path], { stdio: "ignore" });
      await rm(path, { recursive: true, force: true });
    },
  };
}
