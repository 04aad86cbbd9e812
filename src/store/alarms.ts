// What alarms are counted from: domains that broke, mail that waits for a relay, sources that have used up their hour.
import { sql } from "kysely";
import type { Finding } from "#domain/dns-findings.ts";
import type { SourceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

export interface BrokenDomain {
  id: string;
  name: string;
  findings: readonly Finding[];
  since: Date;
}

/** The time is the audit's: the domain's own row says only when it was looked at last. */
export async function listBrokenDomains(tx: Tx): Promise<BrokenDomain[]> {
  const { rows } = await sql<BrokenDomain>`
    select d.id, d.name, d.findings, coalesce(
      (select max(a.at) from audit a
        where a.workspace_id = d.workspace_id and a.subject = 'sending-domain:' || d.id and a.action = 'sending-domain.broken'),
      d.checked_at, d.created_at
    ) as since
    from sending_domains d where d.state = 'broken' order by d.name limit 100`.execute(tx);
  return rows;
}

export interface HeldMail {
  /** `noRelay`, or a relay as host:port. */
  heldBy: string;
  copies: number;
  since: Date;
  /** What keeps the oldest of them here. */
  reply: string | null;
}

/** Those that have waited longest first. */
export async function listHeldMail(tx: Tx): Promise<HeldMail[]> {
  const { rows } = await sql<HeldMail>`
    select h.*, (select s.reply from submissions s where s.held_by = h.held_by order by s.held_since limit 1) as reply
    from (
      select s.held_by, count(*)::int as copies, min(s.held_since) as since
      from submissions s where s.held_by is not null group by s.held_by
    ) h
    order by h.since limit 100`.execute(tx);
  return rows;
}

export interface AcknowledgedHour {
  sourceId: SourceId;
  name: string;
  settings: unknown;
  /** Acknowledgements of the last hour, and when the newest left. */
  sent: number;
  lastAt: Date;
}

/** Sources that told anybody anything within the last hour. */
export async function listAcknowledgingSources(tx: Tx): Promise<AcknowledgedHour[]> {
  const { rows } = await sql<AcknowledgedHour>`
    select s.id as source_id, s.name, s.settings, m.sent, m.last_at
    from sources s cross join lateral (
      select count(*)::int as sent, max(m.at) as last_at from automatic_mail m
      where m.workspace_id = s.workspace_id and m.source_id = s.id and m.at > now() - interval '1 hour'
    ) m
    where s.paused_at is null and m.sent > 0 order by s.name limit 1000`.execute(tx);
  return rows;
}
