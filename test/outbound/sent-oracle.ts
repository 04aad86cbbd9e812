// The judge of what left: did each stored reply arrive, as one message, with a state that says so?
import { setTimeout as sleep } from "node:timers/promises";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { zoneResolver } from "#mail/resolver.ts";
import type { RunningServer } from "../start-server.ts";
import type { AgentLog } from "./agent.ts";
import type { StoredMail } from "./sink-server.ts";

export interface SentVerdict {
  /** Replies that were stored, and so had to arrive. */
  sent: number;
  /** Stored, and the relay has no copy. */
  lost: string[];
  /**
   * More copies than one, and no try of which nobody can know whether it arrived; or copies that differ. Such a try is one whose answer
   * was never heard, because Inlet was killed or the connection broke: recorded as unknown, and tried again with the same bytes.
   */
  doubled: string[];
  /** Replies that went out again after such a try. */
  sentAgain: number;
  /** Anything else that must never be seen; each a sentence. */
  broken: string[];
}

/** Waits until nothing is on the outgoing queue that is due or under way. */
export async function untilSent(server: RunningServer, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const rows = await server
      .query<{ busy: boolean }>("select exists (select from submission_queue) as busy")
      .catch(() => [] as { busy: boolean }[]);
    if (rows[0]?.busy === false) return true;
    await sleep(50);
  }
  return false;
}

/** What waits for another try is due now: a test has no five minutes. */
export async function hurry(server: RunningServer): Promise<void> {
  await server
    .query("update submission_queue set available_at = now() where lease_token is null and available_at > now()")
    .catch(() => []);
}

export async function judgeSent(
  server: RunningServer,
  { log, stored, zone }: { log: AgentLog; stored: readonly StoredMail[]; zone: Record<string, string> },
): Promise<SentVerdict> {
  const copies = Map.groupBy(stored, (mail) => mail.to);
  const rows = await server.query<{ address: string; state: string; unknown: number; messageId: string }>(
    `select s.address, s.state, m.rfc_message_id as "messageId",
       (select count(*)::int from submission_attempts a
        where a.workspace_id = s.workspace_id and a.submission_id = s.id and a.outcome = 'unknown') as unknown
     from submissions s join messages m on m.workspace_id = s.workspace_id and m.id = s.message_id`,
  );
  const verdict: SentVerdict = { sent: log.stored.size, lost: [], doubled: [], sentAgain: 0, broken: [] };
  for (const { address } of log.stored.values()) if (!copies.has(address)) verdict.lost.push(address);
  const known = new Map(rows.map((row) => [row.address, row]));
  for (const [address, mails] of copies) {
    const row = known.get(address);
    if (row === undefined) {
      verdict.broken.push(`${address} got a message that was never stored`);
      continue;
    }
    if (mails.some((mail) => mail.messageId !== row.messageId)) verdict.broken.push(`${address} got another Message-ID`);
    if (mails.some((mail) => !mail.raw.equals(mails[0]?.raw as Buffer))) verdict.doubled.push(`${address}: its copies differ`);
    if (mails.length > 1 + row.unknown) verdict.doubled.push(`${address}: ${mails.length} copies, ${row.unknown} tries unknown`);
    else if (mails.length > 1) verdict.sentAgain += 1;
  }
  for (const { address, state } of rows) {
    const answered = (copies.get(address) ?? []).some((mail) => mail.answered);
    if (state === "sent" && !answered) verdict.broken.push(`${address} is called sent, and no 250 was ever given`);
    if (state !== "sent") verdict.broken.push(`${address} is ${state} when all is done`);
  }
  verdict.broken.push(...(await badSignatures(stored, zone)));
  return verdict;
}

export function sentComplaints(verdict: SentVerdict): string[] {
  return [
    ...verdict.lost.map((address) => `lost: the reply to ${address}`),
    ...verdict.doubled.map((text) => `doubled: ${text}`),
    ...verdict.broken,
  ];
}

/** Copies whose signatures were found good: a long run judges more than once. */
const verified = new WeakSet<StoredMail>();

async function badSignatures(stored: readonly StoredMail[], zone: Record<string, string>): Promise<string[]> {
  const resolver = zoneResolver(Object.fromEntries(Object.entries(zone).map(([name, text]) => [name, { TXT: [[text]] }])));
  const bad: string[] = [];
  for (const mail of stored) {
    if (verified.has(mail)) continue;
    const { results } = await dkimVerify(mail.raw, { resolver: resolver as never });
    const words = results.map((result) => result.status.result);
    if (words.length === 2 && words.every((word) => word === "pass")) verified.add(mail);
    else bad.push(`the signatures of the copy for ${mail.to} are: ${words.join(", ")}`);
  }
  return bad;
}
