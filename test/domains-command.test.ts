// inlet domains, run as people run it, against a name server that answers over the network.
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Zone } from "#mail/resolver.ts";
import { silentLog } from "#platform/log.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { type NameServer, startNameServer } from "./name-server.ts";

const bin = fileURLToPath(new URL("../bin/inlet.mjs", import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), "inlet-domains-"));
let server: EmbeddedPostgres;
let dns: NameServer;

beforeAll(async () => {
  server = await startEmbeddedPostgres({ dataDir, log: silentLog });
  dns = await startNameServer();
});
afterAll(async () => {
  await dns[Symbol.asyncDispose]();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function inlet(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { PATH } = process.env;
  const env = { PATH, INLET_DATA_DIR: dataDir, INLET_DNS: dns.address, INLET_MAIL_DOMAIN: "in.example.com", NO_COLOR: "1" };
  return promisify(execFile)(process.execPath, [bin, ...words], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

type Shown = { type: "TXT" | "MX"; name: string; value: string; purpose: string }[];

function zoneOf(records: Shown): Zone {
  const zone: Record<string, Zone[string]> = { "in.example.com": { A: ["203.0.113.5"] } };
  for (const { type, name, value } of records) {
    const [priority, exchange] = value.split(" ");
    zone[name] = {
      ...zone[name],
      ...(type === "TXT" ? { TXT: [value] } : { MX: [{ exchange: exchange!, priority: Number(priority) }] }),
    };
  }
  return zone;
}

describe("inlet domains", () => {
  it("adds, checks, rotates, lists and removes", { timeout: 120_000 }, async () => {
    const added = await inlet("domains", "add", "example.com", "--json");
    expect(added).toMatchObject({ code: 0, stderr: "" });
    const records = JSON.parse(added.stdout) as Shown;
    expect(records.map((record) => Object.keys(record))).toEqual(records.map(() => ["type", "name", "value", "purpose"]));
    expect(records.map(({ type, name }) => `${type} ${name}`)).toEqual([
      expect.stringMatching(/^TXT inlet-\d{4}a-r\._domainkey\.example\.com$/),
      expect.stringMatching(/^TXT inlet-\d{4}a-e\._domainkey\.example\.com$/),
      "TXT in.example.com",
      "TXT example.com",
      "TXT _dmarc.example.com",
      "MX in.example.com",
    ]);
    const again = await inlet("domains", "add", "example.com");
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("(sending-domain-exists)");

    const before = JSON.parse((await inlet("domains", "check", "example.com", "--json")).stdout) as { state: string };
    expect(before.state).toBe("pending");
    dns.publish(zoneOf(records));
    const checked = JSON.parse((await inlet("domains", "check", "example.com", "--json")).stdout) as {
      state: string;
      alignment: object;
      records: { state: string; code: string | null }[];
    };
    expect(checked).toMatchObject({ state: "verified", alignment: { dkim: true, spf: true } });
    expect(checked.records.filter(({ state }) => state !== "ok")).toEqual([]);

    const rotated = JSON.parse((await inlet("domains", "rotate", "example.com", "--json")).stdout) as Shown;
    expect(rotated.map(({ name }) => name.split(".")[0])).toEqual([
      expect.stringMatching(/^inlet-\d{4}b-r$/),
      expect.stringMatching(/^inlet-\d{4}b-e$/),
    ]);
    expect((await inlet("domains", "check", "example.com")).stdout).toContain("example.com is verified.");
    expect((await inlet("domains", "list")).stdout).toBe("example.com\tverified\t2 to look at\n");
    expect((await inlet("domains", "remove", "example.com")).stderr).toContain("--yes");
    expect((await inlet("domains", "remove", "example.com", "--yes")).code).toBe(0);
    expect(JSON.parse((await inlet("domains", "list", "--json")).stdout)).toEqual([]);
    expect((await inlet("domains", "check", "example.com")).stderr).toContain("(sending-domain-not-found)");
  });
});
