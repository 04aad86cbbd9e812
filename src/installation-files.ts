// What an installation makes once and keeps in its data root: its secret, and the mail receiver's key.
import { chmod, link, mkdir, open, readFile, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { AppError } from "#domain/errors.ts";
import { Secret, randomToken } from "#platform/secrets.ts";
import { createSelfSigned } from "#platform/self-signed.ts";
import type { Config } from "./config.ts";

/** INLET_SECRET, or the secret of this data root: made at the first start, mode 0600. */
export async function loadSecret(config: Config): Promise<Secret> {
  if (config.secret !== null) return config.secret;
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const path = join(config.dataDir, "secret");
  const text = ((await readIfThere(path)) ?? (await makeOnce(path, randomToken()))).trim();
  if (text.length >= 32) return new Secret(text);
  throw new AppError({
    code: "secret-file-damaged",
    retry: "permanent",
    publicMessage: `${path} does not hold a secret any more. Restore it from a backup; a new one could not decrypt what is stored.`,
  });
}

const day = 86_400_000;

/** The configured key and certificate, or the self-signed one of this data root; a new one when that nears its end. */
export async function loadTls(config: Config, now: Date): Promise<{ key: Secret; cert: string }> {
  if (config.tls !== null) return config.tls;
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const path = join(config.dataDir, "smtp-tls.pem");
  const found = await readIfThere(path);
  const kept = found === null ? null : splitPem(found);
  if (kept !== null && isGood(kept.cert, config.mailDomain, now)) return kept;
  if (found !== null) await rm(path);
  const fresh = createSelfSigned(config.mailDomain, {
    from: new Date(now.getTime() - day),
    until: new Date(now.getTime() + 3650 * day),
  });
  const stored = splitPem(await makeOnce(path, fresh.key + fresh.cert));
  if (stored === null) throw new Error(`${path} was written and cannot be read`);
  return stored;
}

function splitPem(text: string): { key: Secret; cert: string } | null {
  const begin = text.indexOf("-----BEGIN CERTIFICATE-----");
  return begin > 0 ? { key: new Secret(text.slice(0, begin)), cert: text.slice(begin) } : null;
}

function isGood(cert: string, hostName: string, now: Date): boolean {
  const certificate = new X509Certificate(cert);
  return certificate.checkHost(hostName) !== undefined && new Date(certificate.validTo).getTime() > now.getTime() + 30 * day;
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

/** Writes a file that never existed half: synced under another name, then linked, which fails when somebody else was first. */
async function makeOnce(path: string, content: string): Promise<string> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  await chmod(path, 0o600);
  return readFile(path, "utf8");
}
