// Judges how mails were grouped into tickets: pairs that belong together or not, copies, and mails that are nowhere.
import type { CorpusCase } from "./case.ts";

/** What became of one mail. */
export interface Placed {
  /** The ticket it is on, or was held back beside. */
  ticket: string;
  /** False where it was recognised as another copy, or is nowhere at all. */
  stored: boolean;
}

export interface ThreadScore {
  mails: number;
  /** Of the pairs that were put together, how many belong together; 0 where there is none. */
  precision: number;
  /** Of the pairs that belong together, how many were put together. */
  recall: number;
  wrongMerges: number;
  missedJoins: number;
  copies: number;
  storedTwice: number;
  lost: number;
}

/** `placed` by case id; cases without an entry are left out. */
export function scoreThreads(cases: readonly CorpusCase[], placed: ReadonlyMap<string, Placed>): ThreadScore {
  const members = cases.flatMap((one) => {
    const where = placed.get(one.id);
    return where === undefined ? [] : [{ one, where }];
  });
  return { mails: members.length, ...scorePairs(members), ...scoreCopies(members) };
}

/** Conversations that lie on several tickets, and tickets that hold several conversations: each with its cases. */
export function threadFaults(cases: readonly CorpusCase[], placed: ReadonlyMap<string, Placed>): string[] {
  const ticketOf = ({ id }: CorpusCase) => placed.get(id)?.ticket ?? "";
  const split = faults(cases, { outer: conversationOf, inner: ticketOf });
  const merged = faults(cases, { outer: ticketOf, inner: conversationOf });
  return [...split.map((text) => `split: ${text}`), ...merged.map((text) => `merged: ${text}`)];
}

type KeyOf = (one: CorpusCase) => string;

function faults(cases: readonly CorpusCase[], { outer, inner }: { outer: KeyOf; inner: KeyOf }): string[] {
  return [...Map.groupBy(cases, outer).values()].flatMap((group) => {
    const parts = [...Map.groupBy(group, inner).values()];
    return parts.length < 2 ? [] : [parts.map((part) => part.map(({ id }) => id).join(" ")).join("  |  ")];
  });
}

interface Member {
  one: CorpusCase;
  where: Placed;
}

function scorePairs(members: readonly Member[]) {
  let [together, wrongMerges, missedJoins] = [0, 0, 0];
  members.forEach((a, at) => {
    for (const b of members.slice(at + 1)) {
      const belong = conversationOf(a.one) === conversationOf(b.one);
      const joined = a.where.ticket === b.where.ticket;
      if (belong && joined) together += 1;
      else if (joined) wrongMerges += 1;
      else if (belong) missedJoins += 1;
    }
  });
  return {
    precision: ratio(together, together + wrongMerges),
    recall: ratio(together, together + missedJoins),
    wrongMerges,
    missedJoins,
  };
}

const ratio = (part: number, whole: number): number => part / (whole || 1);
const conversationOf = ({ expect }: CorpusCase): string => expect.thread_id ?? `copies ${expect.dup_group}`;

// Only where the set says that a Message-ID's mails are copies does a second one count as stored twice.
function scoreCopies(members: readonly Member[]) {
  const score = { copies: 0, storedTwice: 0, lost: 0 };
  for (const group of Map.groupBy(members, ({ one }) => one.expect.message_id).values()) {
    const stored = group.filter(({ where }) => where.stored).length;
    if (stored === 0) score.lost += 1;
    if (group.length < 2 || !group.some(({ one }) => one.categories.includes("dedupe"))) continue;
    score.copies += group.length - 1;
    score.storedTwice += Math.max(0, stored - 1);
  }
  return score;
}
