// Sending tools for tests: DNS from a zone in memory that a test may change, keys made for real, a relay that is only said to work.
import type { SendingTools } from "#desk/sending-tools.ts";
import type { AppError } from "#domain/errors.ts";
import { makeDkimKeys } from "#mail/dkim-keys.ts";
import { type Resolver, type Zone, zoneResolver } from "#mail/resolver.ts";
import { createEnvelope, Secret } from "#platform/secrets.ts";

export interface TestSendingTools extends SendingTools {
  /** What DNS says from now on; null: nothing answers. */
  publish(zone: Zone | null): void;
  /** What the relay's test says from now on. */
  relayFails(error: AppError | null): void;
  /** What the relay's test was asked with. */
  probed: Parameters<SendingTools["probeRelay"]>[0][];
}

export function testSendingTools(change: Partial<SendingTools> = {}): TestSendingTools {
  let zone: Zone | null = {};
  let relayError: AppError | null = null;
  const probed: TestSendingTools["probed"] = [];
  const silent: Resolver = () => Promise.reject(Object.assign(new Error("no answer"), { code: "ETIMEOUT" }));
  return {
    resolver: () => (zone === null ? silent : zoneResolver(zone)),
    makeKeys: makeDkimKeys,
    probeRelay: async (relay) => {
      probed.push(relay);
      return relayError;
    },
    envelope: createEnvelope(new Secret("a secret for tests that is long enough")),
    mailDomain: "mail.test",
    ourHosts: ["mail.test"],
    fallbackRelay: null,
    ...change,
    probed,
    publish: (next) => void (zone = next),
    relayFails: (error) => void (relayError = error),
  };
}
