// The command `inlet`, run as people run it.
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { silentLog } from "#platform/log.ts";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";

const bin = fileURLToPath(new URL("../bin/inlet.mjs", import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), "inlet-command-"));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function inlet(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { PATH } = process.env;
  const run = promisify(execFile)(process.execPath, [bin, ...words], { env: { PATH, INLET_DATA_DIR: dataDir, ...env } });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      stdout: error.stdout,
      stderr: error.stderr,
    }),
  );
}

describe("the command inlet", () => {
  it("makes a source and a key on a fresh machine, and leaves no database running", async () => {
    const source = await inlet(["sources", "create", "forwarding", "--name", "Kunden Süd", "--json"], {
      INLET_MAIL_DOMAIN: "in.example.com",
    });
    expect(source).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(source.stdout)).toMatchObject({ kind: "forwarding", name: "Kunden Süd" });
    expect((JSON.parse(source.stdout) as { address: string }).address).toMatch(/^[a-z0-9-]+-[a-z2-7]{10,}@in\.example\.com$/);
    const key = await inlet(["keys", "create", "--name", "CI", "--scope", "tickets:read,deliveries:read", "--json"]);
    expect(JSON.parse(key.stdout)).toEqual({
      id: expect.any(String) as string,
      key: expect.stringMatching(/^\S{40,}$/) as string,
    });
    expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
  });

  it("works beside a running server, and leaves its database alone", async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
    const list = await inlet(["sources", "list", "--json"]);
    expect(JSON.parse(list.stdout)).toHaveLength(1);
    expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(true);
    await server.stop();
  });

  it("stops with every error of the configuration", async () => {
    const result = await inlet(["migrate"], { INLET_HTTP_PORT: "web", INLET_SMTP_PORT: "mail" });
    expect(result).toMatchObject({ code: 1, stdout: "" });
    expect(result.stderr).toContain("INLET_HTTP_PORT");
    expect(result.stderr).toContain("INLET_SMTP_PORT");
  });

  it("says what to do when the database cannot be reached, without its password", async () => {
    const result = await inlet(["migrate"], { DATABASE_URL: "postgres://inlet:canary@127.0.0.1:1/inlet" });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("Check DATABASE_URL");
    expect(result.stderr).not.toContain("canary");
  });

  it("writes no colour into a pipe", async () => {
    expect((await inlet(["--help"])).stdout).not.toContain("\u001b");
  });
});

// The machine's own Node, where it is another one than ours.
const old = spawnSync("/usr/bin/node", ["-p", "process.versions.node"], { encoding: "utf8" }).stdout?.trim() ?? "";
const isOld = /^(1\d|2[0-3])\./.test(old);

describe.skipIf(!isOld)(`under the machine's own Node ${old}`, () => {
  it("runs with the Node of the package, and passes on the exit code", () => {
    expect(spawnSync("/usr/bin/node", [bin, "--version"], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    expect(spawnSync("/usr/bin/node", [bin, "no-such-command"]).status).toBe(2);
  });

  it("passes on signals", async () => {
    const child = spawn("/usr/bin/node", [bin, "serve"], {
      env: { PATH: process.env.PATH, INLET_DATA_DIR: dataDir, INLET_HTTP_PORT: "0", INLET_SMTP_PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(existsSync(join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
  });
});
