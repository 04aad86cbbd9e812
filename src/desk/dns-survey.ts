// Asks DNS what a check wants to know, round by round, within a limit of time and questions.
import { type DnsAnswer, type DnsAnswers, type DnsQuestion, questionKey } from "#domain/dns-answers.ts";
import { findingsOf } from "#domain/dns-findings.ts";
import type { SendingSetup } from "#domain/sending-records.ts";

/** As `mail/resolver.ts` makes one: TXT as lists of strings, MX as `{exchange, priority}`; rejects with ENOTFOUND or ENODATA where there is none. */
export type ResolveDns = (
  name: string,
  type: string,
) => Promise<string[][] | string[] | { exchange: string; priority: number }[]>;

/** An SPF record alone may need 10 questions one after the other; a hostile one, many more. */
const mostQuestions = 150;
const mostRounds = 20;
const deadlineMs = 8_000;

/** All that `findingsOf` wants to know. Never rejects: what could not be found out is an answer too. */
export async function surveyDns(setup: SendingSetup, resolve: ResolveDns): Promise<DnsAnswers> {
  const answers = new Map<string, DnsAnswer>();
  const deadline = AbortSignal.timeout(deadlineMs);
  for (let round = 0; round < mostRounds && !deadline.aborted; round += 1) {
    const { open } = findingsOf(setup, answers);
    const next = open.slice(0, mostQuestions - answers.size);
    if (next.length === 0) break;
    await Promise.all(next.map(async (question) => answers.set(questionKey(question), await ask(question, resolve, deadline))));
  }
  return answers;
}

async function ask({ name, type }: DnsQuestion, resolve: ResolveDns, deadline: AbortSignal): Promise<DnsAnswer> {
  // RFC 1035 §2.3.4: nothing can stand at such a name.
  if (name.length > 253 || name.split(".").some((label) => label === "" || label.length > 63)) return { state: "none" };
  try {
    const rows = await Promise.race([resolve(name, type), endOf(deadline)]);
    const values = rows.map((row) =>
      harmless(Array.isArray(row) ? row.join("") : typeof row === "string" ? row : `${row.priority} ${row.exchange}`),
    );
    return values.length === 0 ? { state: "none" } : { state: "found", values: values.slice(0, 50) };
  } catch (error) {
    const code = (error as { code?: string } | null)?.code ?? "EFAILED";
    return code === "ENOTFOUND" || code === "ENODATA" ? { state: "none" } : { state: "unknown", code };
  }
}

// A record may hold any octets. What PostgreSQL refuses is not kept, and still is no part of a right value.
function harmless(value: string): string {
  return value
    .slice(0, 10_000)
    .toWellFormed()
    .replace(/\p{Cc}/gu, "\uFFFD");
}

function endOf(deadline: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(Object.assign(new Error("no answer in time"), { code: "ETIMEOUT" }));
    if (deadline.aborted) end();
    else deadline.addEventListener("abort", end, { once: true });
  });
}
