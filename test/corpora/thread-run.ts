// Brings a set of mails through the real pipeline on a real PostgreSQL, in several orders, and tells where each came to lie.
import { sql } from "kysely";
import { seededRandom } from "../../bench/random.ts";
import type { TestDatabase } from "../database.ts";
import { Desk } from "../pipeline/desk.ts";
import type { CorpusCase, CorpusSet } from "./case.ts";
import { readInput } from "./read-sets.ts";
import { type Placed, scoreThreads, threadFaults, type ThreadScore } from "./thread-score.ts";

export interface ThreadResult extends ThreadScore {
  /** The index's own name of the set of mails that are taken in together. */
  set: string;
  order: Order;
  /** Held back for a person, beside the ticket they seem to belong to; they count as stored. */
  setAside: number;
  /** For people who look into it. */
  faults: string[];
}

export const orders = ["file", "reversed", "shuffled 1", "shuffled 2", "shuffled 3"] as const;
export type Order = (typeof orders)[number];

/** The members of each set that is to be taken in together, in the order of their files. */
export function threadSets(sets: readonly CorpusSet[]): { name: string; set: CorpusSet; cases: CorpusCase[] }[] {
  return sets.flatMap((set) => {
    const members = set.cases.filter(({ kind, set: name }) => kind === "eml-set-member" && name !== undefined);
    return [...Map.groupBy(members, (each) => each.set as string)].map(([name, cases]) => ({
      name,
      set,
      cases: cases.toSorted((a, b) => ((a.file ?? "") < (b.file ?? "") ? -1 : 1)),
    }));
  });
}

/** Each order on a database of its own. */
export async function runThreads(
  { name, set, cases }: ReturnType<typeof threadSets>[number],
  order: Order,
  database: TestDatabase,
): Promise<ThreadResult> {
  await using desk = await Desk.open({ database });
  const source = await desk.source();
  for (const one of inOrder(cases, order)) await desk.import(readInput(set, one), source, one.id);
  await desk.work();
  const outcomes = await readOutcomes(desk);
  const placed = new Map(cases.map(({ id }) => [id, placeOf(id, outcomes.get(id))]));
  const setAside = [...outcomes.values()].filter(({ action }) => action === "quarantine").length;
  return { set: name, order, ...scoreThreads(cases, placed), setAside, faults: threadFaults(cases, placed) };
}

interface OutcomeRow {
  externalId: string;
  action: string;
  ticketId: string | null;
}

async function readOutcomes(desk: Desk): Promise<Map<string, OutcomeRow>> {
  const rows = await desk.rows<OutcomeRow>(sql`
    select d.external_id, o.action, o.ticket_id
    from outcomes o join deliveries d on d.workspace_id = o.workspace_id and d.id = o.delivery_id`);
  return new Map(rows.map((row) => [row.externalId, row]));
}

function placeOf(id: string, outcome: OutcomeRow | undefined): Placed {
  const isKept = outcome !== undefined && outcome.action !== "discard" && outcome.action !== "failed";
  return { ticket: outcome?.ticketId ?? `alone ${id}`, stored: isKept };
}

function inOrder(cases: readonly CorpusCase[], order: Order): CorpusCase[] {
  if (order === "file") return [...cases];
  if (order === "reversed") return cases.toReversed();
  const random = seededRandom(Number(order.slice(-1)));
  const shuffled = [...cases];
  for (let at = shuffled.length - 1; at > 0; at -= 1) {
    const other = random.whole(0, at);
    [shuffled[at], shuffled[other]] = [shuffled[other] as CorpusCase, shuffled[at] as CorpusCase];
  }
  return shuffled;
}
