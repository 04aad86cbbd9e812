// Internal notes: what those who work here tell each other on a ticket. Nothing of them ever leaves, or is quoted.
import type { AgentId } from "#domain/ids.ts";
import { type AgentRow, listAgents } from "#store/agents.ts";
import type { Tx } from "#store/db.ts";
import { isId } from "#domain/ids.ts";
import { refusal } from "./refusals.ts";

export interface Mention {
  id: AgentId;
  name: string;
}

/** More agents than this are found by their ids alone. */
const mostAgents = 1_000;

/** Whom a note is meant for: those named by id, then those whose `@Name` stands in its text. */
export async function mentionsIn(tx: Tx, text: string, ids: readonly AgentId[]): Promise<Mention[]> {
  if (ids.length === 0 && !text.includes("@")) return [];
  const agents = (await listAgents(tx, { limit: mostAgents, after: null })).filter((agent) => agent.disabledAt === null);
  const named = ids.map((id) => {
    const agent = isId(id) ? agents.find((known) => known.id === id.toLowerCase()) : undefined;
    if (agent === undefined)
      throw refusal("unknown-agent", "Nobody who works here has this id. Choose somebody from the list of agents.");
    return agent;
  });
  const found = new Map(
    [...named, ...agentsNamedIn(text, agents)].map((agent) => [agent.id, { id: agent.id, name: agent.name }]),
  );
  return [...found.values()];
}

/** The longest name that fits counts: `@Mira Okafor` is not a Mira of another name. */
export function agentsNamedIn<Agent extends Pick<AgentRow, "name">>(text: string, agents: readonly Agent[]): Agent[] {
  const folded = fold(text);
  const byLength = agents.toSorted((a, b) => b.name.length - a.name.length);
  const found = new Set<Agent>();
  for (let at = folded.indexOf("@"); at !== -1; at = folded.indexOf("@", at + 1)) {
    // An address is no mention.
    if (/[\p{L}\p{N}._+-]$/u.test(folded.slice(Math.max(0, at - 1), at))) continue;
    const rest = folded.slice(at + 1, at + 300);
    const named = byLength.find(({ name }) => {
      const wanted = fold(name);
      return wanted !== "" && rest.startsWith(wanted) && !/^[\p{L}\p{N}]/u.test(rest.slice(wanted.length));
    });
    if (named !== undefined) found.add(named);
  }
  return [...found];
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
