// The judge of every run that breaks things: is each acknowledged message there, once, decided, with all of its bytes?
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { RunningServer } from "../start-server.ts";

/** What the sender knows: the message ids it tried to hand over, and those that were answered with 250. */
export interface SenderLog {
  tried: ReadonlySet<string>;
  acknowledged: ReadonlySet<string>;
}

export interface Verdict {
  acknowledged: number;
  /** Acknowledged, but no message carries the id. */
  lost: string[];
  /** Ids that more than one message, or more than one ticket, carries. */
  doubled: string[];
  /** Ids that came more than once, and were recognised. */
  arrivedTwice: number;
  /** Deliveries without an outcome. */
  pending: number;
  /** Deliveries whose outcome is "failed" or "unreadable". */
  setAside: number;
  /** Anything else that must never be seen; each a sentence. */
  broken: string[];
}

/** Waits until every delivery has its outcome, at most this long; resolves to whether that came true. */
export async function untilQuiet(server: RunningServer, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    // The database may be on its way up again.
    const rows = await server
      .query<{ waiting: boolean }>("select exists (select from delivery_queue) as waiting")
      .catch(() => []);
    if (rows[0]?.waiting === false) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** Judges a server that has come to rest. Every sent message is a conversation of its own: one ticket each. */
export async function judge(server: RunningServer, log: SenderLog): Promise<Verdict> {
  const messages = await server.query<{ id: string; messages: number; tickets: number }>(
    `select rfc_message_id as id, count(*)::int as messages, count(distinct ticket_id)::int as tickets
     from messages where rfc_message_id is not null group by rfc_message_id`,
  );
  const found = new Map(messages.map((row) => [row.id, row]));
  const [counts] = await server.query<{ pending: number; twice: number; aside: number }>(
    `select (select count(*)::int from deliveries d where not exists (select from outcomes o where o.workspace_id = d.workspace_id and o.delivery_id = d.id)) as pending,
            (select count(*)::int from outcomes where action = 'discard' and reason = 'duplicate') as twice,
            (select count(*)::int from outcomes where action = 'failed' or reason = 'unreadable') as aside`,
  );
  return {
    acknowledged: log.acknowledged.size,
    lost: [...log.acknowledged].filter((id) => !found.has(id)),
    doubled: [...log.tried].filter((id) => (found.get(id)?.messages ?? 0) > 1 || (found.get(id)?.tickets ?? 0) > 1),
    arrivedTwice: counts?.twice ?? 0,
    pending: counts?.pending ?? 0,
    setAside: counts?.aside ?? 0,
    broken: [...(await brokenRows(server)), ...(await danglingBlobs(server))],
  };
}

/** True when nothing at all is wrong. */
export function isSound(verdict: Verdict): boolean {
  return verdict.lost.length + verdict.doubled.length + verdict.pending + verdict.setAside + verdict.broken.length === 0;
}

/** Each query counts rows that cannot be there if the promises hold. */
const impossible: readonly [sentence: string, query: string][] = [
  [
    "a delivery has an outcome and waits in the queue",
    "select count(*)::int as n from delivery_queue q join outcomes o using (workspace_id, delivery_id) where q.instruction is null",
  ],
  [
    "a delivery has neither an outcome nor a place in the queue",
    `select count(*)::int as n from deliveries d
     where not exists (select from outcomes o where o.workspace_id = d.workspace_id and o.delivery_id = d.id)
       and not exists (select from delivery_queue q where q.workspace_id = d.workspace_id and q.delivery_id = d.id)`,
  ],
  [
    "an outcome names a ticket that is not there",
    `select count(*)::int as n from outcomes o where o.action in ('create', 'append')
     and not exists (select from messages m where m.workspace_id = o.workspace_id and m.id = o.message_id and m.ticket_id = o.ticket_id)`,
  ],
  [
    "a ticket has no message",
    "select count(*)::int as n from tickets t where not exists (select from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id)",
  ],
  [
    "a ticket miscounts its messages",
    `select count(*)::int as n from tickets t
     where t.message_count <> (select count(*) from messages m where m.workspace_id = t.workspace_id and m.ticket_id = t.id)`,
  ],
  [
    "an arrival is not listed on its message",
    `select count(*)::int as n from outcomes o where o.message_id is not null
     and not exists (select from arrivals a where a.workspace_id = o.workspace_id and a.message_id = o.message_id and a.delivery_id = o.delivery_id)`,
  ],
  [
    "a message cannot be found by searching",
    "select count(*)::int as n from messages m where not exists (select from message_search s where s.workspace_id = m.workspace_id and s.message_id = m.id)",
  ],
];

async function brokenRows(server: RunningServer): Promise<string[]> {
  const broken: string[] = [];
  for (const [sentence, query] of impossible) {
    const [row] = await server.query<{ n: number }>(query);
    if (row === undefined || row.n > 0) broken.push(`${sentence}: ${row?.n} times`);
  }
  return broken;
}

/** A row may name a blob only once the blob is whole on disk. The other way round (a blob without a row) is allowed. */
async function danglingBlobs(server: RunningServer): Promise<string[]> {
  const rows = await server.query<{ workspaceId: string; sha256: string; size: number }>(
    `select workspace_id as "workspaceId", encode(sha256, 'hex') as sha256, size from raw_messages where bytes is null
     union select workspace_id, encode(sha256, 'hex'), size from attachments where sha256 is not null`,
  );
  const broken: string[] = [];
  for (const { workspaceId, sha256, size } of rows) {
    const path = join(server.dataDir, "blobs", workspaceId, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    if (!existsSync(path)) broken.push(`the blob ${sha256} is missing`);
    else if ((await stat(path)).size !== size) broken.push(`the blob ${sha256} is not ${size} bytes long`);
  }
  return broken;
}
