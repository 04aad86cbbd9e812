// Who did it: what the audit log and a delivery's history name.
import type { AgentId } from "#domain/ids.ts";

export type Actor =
  | { kind: "agent"; id: AgentId; name: string }
  | { kind: "api-key"; id: string; name: string }
  | { kind: "command-line" };

/** As the audit log writes it: `agent:<id>`. */
export function actorText(actor: Actor): string {
  return actor.kind === "command-line" ? actor.kind : `${actor.kind}:${actor.id}`;
}
