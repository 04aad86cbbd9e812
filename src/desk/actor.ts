// Who did it: what the audit log and a delivery's history name.
import type { AgentId } from "#domain/ids.ts";

export type Actor =
  | { kind: "agent"; id: AgentId; name: string }
  | { kind: "api-key"; id: string; name: string }
  | { kind: "command-line" }
  /** Inlet itself, by the clock. */
  | { kind: "schedule" };

/** As the audit log writes it: `agent:<id>`. */
export function actorText(actor: Actor): string {
  return "id" in actor ? `${actor.kind}:${actor.id}` : actor.kind;
}
