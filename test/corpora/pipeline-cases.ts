// Cases beyond the scorer that need a desk: replies to a ticket that is already there, and mails that belong to one thread.
import { sql } from "kysely";
import { parseEmail } from "#channels/email/parse.ts";
import { ticketTag } from "#mail/subject.ts";
import type { TestDatabase } from "../database.ts";
import { Desk, mail } from "../pipeline/desk.ts";
import { receivedAt } from "./adapter.ts";
import type { BeyondResult } from "./beyond.ts";
import type { CorpusCase, CorpusSet } from "./case.ts";
import { Checks } from "./checks.ts";
import { readInput } from "./read-sets.ts";

export function needsDesk({ kind, expect }: CorpusCase): boolean {
  return kind === "eml-template" || expect.thread_root !== undefined;
}

/** Each template on a desk of its own; all mails with a `thread_root` together on another. */
export async function scorePipelineCases(set: CorpusSet, openDatabase: () => Promise<TestDatabase>): Promise<BeyondResult[]> {
  const results: BeyondResult[] = [];
  for (const one of set.cases.filter(({ kind }) => kind === "eml-template")) {
    await using desk = await Desk.open({ database: await openDatabase() });
    results.push(await scoreTemplate(desk, { one, template: readInput(set, one).toString("latin1") }));
  }
  const members = set.cases.filter(({ expect }) => expect.thread_root !== undefined);
  if (members.length === 0) return results;
  await using desk = await Desk.open({ database: await openDatabase() });
  return [...results, ...(await scoreRoots(desk, set, members))];
}

interface Template {
  one: CorpusCase;
  template: string;
}

// The ticket is the template's own author's: whether a stranger may join is another question. Its number is written as we write it.
async function scoreTemplate(desk: Desk, { one, template }: Template): Promise<BeyondResult> {
  const source = await desk.source();
  const author = parseEmail(Buffer.from(template, "latin1"), null, receivedAt).from?.address ?? "customer@customer.example";
  const { subject = "", outbound_message_id: id = "" } = one.setup?.existing_ticket ?? {};
  const first = await desk.deliver(mail({ from: author, subject, id: id.replace(/[<>]/g, "") }), source);
  const [ticket] = await desk.rows<{ number: number }>(sql`select number from tickets where id = ${first.ticketId}`);
  const numbered = template.replaceAll(/\[Ticket#\{\{TICKET_NUMBER\}\}\]/g, ticketTag(Number(ticket?.number)));
  const reply = await desk.deliver(Buffer.from(numbered, "latin1"), source);
  const joins = reply.action === "append" && reply.ticketId === first.ticketId;
  const checks = new Checks();
  checks.add("joins_existing", joins === one.expect.joins_existing, one.expect.joins_existing, reply.action);
  return { id: one.id, checks: checks.list };
}

async function scoreRoots(desk: Desk, set: CorpusSet, members: readonly CorpusCase[]): Promise<BeyondResult[]> {
  const source = await desk.source();
  const ticketOf = new Map<string, string | null>();
  for (const one of members) ticketOf.set(one.id, (await desk.deliver(readInput(set, one), source)).ticketId);
  return members.map(({ id, expect }) => {
    const checks = new Checks();
    const root = expect.thread_root ?? "";
    checks.add("thread_root", ticketOf.get(id) === ticketOf.get(root), root, ticketOf.get(id));
    return { id, checks: checks.list };
  });
}
