// What the desk needs to set up sending, put together from a Config: DNS, keys, the relay's test.
import { isIP } from "node:net";
import type { AppError } from "#domain/errors.ts";
import type { RelaySettings, SendingTools } from "#desk/sending-tools.ts";
import { makeDkimKeys } from "#mail/dkim-keys.ts";
import { createResolver } from "#mail/resolver.ts";
import type { Envelope } from "#platform/secrets.ts";
import type { Config } from "./config.ts";

export function sendingTools(config: Config, envelope: Envelope): SendingTools {
  const servers = config.dns === null ? [] : [serverText(config.dns)];
  return {
    resolver: () => createResolver({ servers, timeoutMs: 4_000 }),
    makeKeys: makeDkimKeys,
    probeRelay: (relay) => probe(relay, config.mailDomain),
    envelope,
    mailDomain: config.mailDomain,
    ourHosts: ourHosts(config),
    fallbackRelay: config.smtpRelay === null ? null : { kind: "smtp", connections: 4, perMinute: null, ...config.smtpRelay },
  };
}

// Loaded when somebody tests a relay: a command that prints records needs no SMTP client.
async function probe(relay: RelaySettings, hostname: string): Promise<AppError | null> {
  const { probeRelay } = await import("./outbound/relay-probe.ts");
  return probeRelay(relay, { hostname });
}

function serverText({ host, port }: { host: string; port: number }): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

// The console's name, where it is one that others can look up, and the mail domain itself.
function ourHosts({ publicUrl, mailDomain }: Config): readonly string[] {
  const host = new URL(publicUrl).hostname;
  const isPublic = isIP(host.replace(/^\[|\]$/g, "")) === 0 && host.includes(".") && !/(^|\.)(localhost|local)$/.test(host);
  return isPublic ? [host, mailDomain] : [mailDomain];
}
