// The secret and the key that an installation makes for itself.
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Config, readConfig } from "./config.ts";
import { loadSecret, loadTls } from "./installation-files.ts";

describe("what an installation makes once", () => {
  let dataDir: string;
  let config: Config;
  const now = new Date("2026-06-01T00:00:00Z");
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "inlet-files-"));
    config = readConfig({ INLET_DATA_DIR: dataDir, INLET_MAIL_DOMAIN: "in.example.com" });
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  it("is a secret, the same for all who start at once and ever after, readable by its owner alone", async () => {
    const secrets = await Promise.all(Array.from({ length: 6 }, () => loadSecret(config)));
    secrets.push(await loadSecret(config));
    expect(new Set(secrets.map((secret) => secret.reveal())).size).toBe(1);
    expect(secrets[0]?.reveal().length).toBeGreaterThanOrEqual(43);
    expect((await stat(join(dataDir, "secret"))).mode & 0o777).toBe(0o600);
  });

  it("is not made again when it was damaged: a new one could not decrypt what is stored", async () => {
    const kept = await readFile(join(dataDir, "secret"), "utf8");
    await writeFile(join(dataDir, "secret"), "");
    await expect(loadSecret(config)).rejects.toMatchObject({ code: "secret-file-damaged" });
    await writeFile(join(dataDir, "secret"), kept);
  });

  it("gives way to INLET_SECRET", async () => {
    expect((await loadSecret(readConfig({ INLET_DATA_DIR: dataDir, INLET_SECRET: "x".repeat(32) }))).reveal()).toBe(
      "x".repeat(32),
    );
  });

  it("is a key for STARTTLS: kept, and made again for another domain or near its end", async () => {
    const first = await loadTls(config, now);
    expect(new X509Certificate(first.cert).checkHost("in.example.com")).toBe("in.example.com");
    expect(first.key.reveal()).toContain("PRIVATE KEY");
    expect((await loadTls(config, now)).cert).toBe(first.cert);
    expect((await stat(join(dataDir, "smtp-tls.pem"))).mode & 0o777).toBe(0o600);
    const later = await loadTls(config, new Date("2036-05-20T00:00:00Z"));
    expect(later.cert).not.toBe(first.cert);
    const moved = await loadTls({ ...config, mailDomain: "desk.example.net" }, now);
    expect(new X509Certificate(moved.cert).checkHost("desk.example.net")).toBe("desk.example.net");
  });
});
