// From environment variables to a configuration, or to complaints that help.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "#domain/errors.ts";
import { configurationPage } from "./cli/configuration-page.ts";
import { readConfig } from "./config.ts";

function complaints(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
    return "";
  } catch (error) {
    return error instanceof AppError ? error.publicMessage : String(error);
  }
}

describe("the configuration", () => {
  it("needs nothing", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: "127.0.0.1",
      httpPort: 3000,
      smtpPort: 2525,
      mailDomain: "inlet.localhost",
      publicUrl: "http://127.0.0.1:3000",
    });
    expect(config).toMatchObject({ secret: null, databaseUrl: null, tls: null, dns: null, smtpMaxSize: 35_000_000, unknown: [] });
  });

  it("reads every kind of value", () => {
    const config = readConfig({
      INLET_HOST: "0.0.0.0",
      INLET_HTTP_PORT: "0",
      INLET_PUBLIC_URL: "https://desk.example.com/",
      INLET_MAIL_DOMAIN: "In.Example.COM",
      INLET_DNS: "[::1]:5353",
      INLET_SMTP_MAX_SIZE: "10MB",
      INLET_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8",
      INLET_UNSAFE_NO_FSYNC: "1",
      INLET_SMTP_PORT: "",
    });
    expect(config).toMatchObject({
      host: "0.0.0.0",
      httpPort: 0,
      publicUrl: "https://desk.example.com",
      mailDomain: "in.example.com",
      smtpPort: 2525,
    });
    expect(config).toMatchObject({
      dns: { host: "::1", port: 5353 },
      smtpMaxSize: 10_000_000,
      trustedProxies: ["127.0.0.1", "10.0.0.0/8"],
      unsafeNoFsync: true,
    });
  });

  it("tells everything that is wrong at once: the variable, what was given, what is expected", () => {
    const said = complaints({
      INLET_HTTP_PORT: "70000",
      INLET_SMTP_PORT: "smtp",
      INLET_HOST: "example.com",
      INLET_MAIL_DOMAIN: "nodots",
      INLET_DNS: "127.0.0.1",
      INLET_TRUSTED_PROXIES: "10.0.0.0/33",
      INLET_SMTP_MAX_SIZE: "1 TB",
      INLET_PUBLIC_URL: "javascript:alert(1)",
      INLET_LOG_LEVEL: "loud",
      INLET_TLS_KEY_FILE: "/nowhere.pem",
    });
    expect(said).toContain("wrong in 11 places");
    expect(said).toContain('INLET_HTTP_PORT: "70000" was given; expected a port from 0 to 65535');
    for (const name of [
      "SMTP_PORT",
      "HOST",
      "MAIL_DOMAIN",
      "DNS",
      "TRUSTED_PROXIES",
      "SMTP_MAX_SIZE",
      "PUBLIC_URL",
      "LOG_LEVEL",
      "TLS_KEY_FILE",
      "TLS_CERT_FILE",
    ]) {
      expect(said).toContain(`  INLET_${name}: `);
    }
  });

  it("never repeats a secret, neither in a complaint nor in a log", () => {
    const said = complaints({
      INLET_SECRET: "canary-short",
      DATABASE_URL: "mysql://canary:canary@db/x",
      INLET_METRICS_TOKEN: "canary",
    });
    expect(said).toContain("INLET_SECRET: 12 characters were given; expected at least 32 characters");
    expect(said).not.toContain("canary");
    const config = readConfig({ INLET_SECRET: "canary".repeat(6), DATABASE_URL: "postgres://canary:canary@db/x" });
    expect(JSON.stringify(config) + `${String(config.secret)}`).not.toContain("canary");
  });

  it("takes a secret from a file, without its line end, and not from two places", () => {
    const folder = mkdtempSync(join(tmpdir(), "inlet-config-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "secret");
    writeFileSync(file, `${"s".repeat(40)}\n`);
    expect(readConfig({ INLET_SECRET_FILE: file }).secret?.reveal()).toBe("s".repeat(40));
    expect(complaints({ INLET_SECRET_FILE: file, INLET_SECRET: "s".repeat(40) })).toContain(
      "INLET_SECRET and INLET_SECRET_FILE are both set",
    );
    expect(complaints({ INLET_SECRET_FILE: "/nowhere" })).toContain('INLET_SECRET_FILE: "/nowhere" cannot be read');
  });

  it("points at names that nobody reads", () => {
    expect(readConfig({ INLET_HTP_PORT: "1", INLET_SECRET_FIL: "x", INLET_CHROMIUM: "/usr/bin/chromium" }).unknown).toEqual([
      "INLET_HTP_PORT",
      "INLET_SECRET_FIL",
    ]);
  });

  it("is described by a page that is up to date (npm run docs)", () => {
    expect(readFileSync(new URL("../docs/configuration.md", import.meta.url), "utf8")).toBe(configurationPage());
  });
});
