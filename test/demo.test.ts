// inlet demo from end to end: a fresh server, forty mails through its SMTP door, every one of them somewhere.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, startServer } from "./start-server.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const run = promisify(execFile);

describe("inlet demo", () => {
  let server: RunningServer;
  beforeAll(async () => {
    // A name server that does not answer: what the demo shows must not depend on the world outside.
    server = await startServer({ env: { INLET_DNS: "127.0.0.1:9" } });
  }, 120_000);
  afterAll(() => server.stop());

  const demo = (...words: string[]) => run(process.execPath, [entry, "demo", ...words], { env: server.environment() });

  it("fills a fresh installation, once", async () => {
    const first = JSON.parse((await demo("--json")).stdout) as {
      mails: number;
      pending: number;
      deliveries: { key: string; action: string; reason: string | null }[];
    };
    const became = (action: string) =>
      first.deliveries
        .filter((row) => row.action === action)
        .map((row) => row.reason ?? row.key)
        .sort();
    expect([first.mails, first.deliveries.length, first.pending]).toEqual([40, 41, 0]);
    expect(became("quarantine")).toEqual([
      "automatic",
      "automatic",
      "stranger-on-ticket",
      "stranger-on-ticket",
      "unverified-sender",
    ]);
    expect(became("discard")).toEqual(["duplicate", "duplicate", "ignore-rule"]);
    expect(became("record-report")).toEqual(["bounce"]);
    expect(became("append")).toHaveLength(11);
    expect(became("create")).toHaveLength(21);

    await expect(demo()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("demo-needs-fresh-installation") });

    const again = JSON.parse((await demo("--json", "--force")).stdout) as typeof first;
    expect(again.deliveries.filter((row) => row.action === "create" || row.action === "append")).toEqual([]);
  }, 120_000);
});
