// Alarms as they are right now, put together from what is stored.
import { type Alarm, alarmsOf } from "#domain/alarms.ts";
import { parseSettings } from "#domain/source-settings.ts";
import { listAcknowledgingSources, listBrokenDomains, listHeldMail } from "#store/alarms.ts";
import type { Tx } from "#store/db.ts";
import { listRelays } from "#store/relays.ts";
import { noRelay } from "#store/submissions.ts";

export async function readAlarms(tx: Tx, now: Date): Promise<Alarm[]> {
  const [domains, held, hours, relays] = await Promise.all([
    listBrokenDomains(tx),
    listHeldMail(tx),
    listAcknowledgingSources(tx),
    listRelays(tx),
  ]);
  // Where the workspace uses the same relay, it is the workspace's.
  const ownRelays = new Map(relays.map(({ domainId, host, port }) => [`${host}:${port}`, domainId]));
  return alarmsOf({
    now,
    brokenDomains: domains.map(({ findings, ...domain }) => ({
      ...domain,
      problems: findings.filter(({ required, state }) => required && state !== "ok").map(({ name }) => name),
    })),
    heldMail: held.map(({ heldBy, ...mail }) => ({
      ...mail,
      relay: heldBy === noRelay ? null : heldBy,
      domainId: ownRelays.get(heldBy) ?? null,
    })),
    spentSources: hours.flatMap(({ sourceId: id, name, settings, sent, lastAt: since }) => {
      const { enabled, mostPerHour } = parseSettings(settings).acknowledgement;
      return enabled && sent >= mostPerHour ? [{ id, name, mostPerHour, since }] : [];
    }),
  });
}
