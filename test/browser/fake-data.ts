// A believable desk for looking at screens without a server: tickets, deliveries, sources and people, the same at each start.
import type { Agent, Me } from "#contract/agents.ts";
import type { ApiKey } from "#contract/api-keys.ts";
import type { Delivery } from "#contract/deliveries.ts";
import type { SourceDetail } from "#contract/sources.ts";
import type { Ticket } from "#contract/tickets.ts";
import { deliveriesOf, sideDeliveries } from "./fake-intake.ts";
import { makeKey, makeSource, newId } from "./fake-parts.ts";
import { makeTicket, type Making } from "./fake-tickets.ts";

export interface Desk {
  me: Me;
  agents: Agent[];
  keys: ApiKey[];
  sources: SourceDetail[];
  tickets: Ticket[];
  deliveries: Delivery[];
}

export function makeDesk(now: number, ticketCount = 320): Desk {
  const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();
  const workspace = { id: newId(), name: "Northwind Support" };
  const mira: Agent = { id: newId(), name: "Mira Okafor", email: "mira@northwind.example", role: "owner", disabled: false };
  const ben: Agent = { id: newId(), name: "Ben Adler", email: "ben@northwind.example", role: "agent", disabled: false };
  const me: Me = {
    kind: "agent",
    agent: { ...mira, totpEnabled: false },
    apiKey: null,
    workspace,
    mayManageKeys: true,
    expiresAt: at(-60 * 24 * 14),
    scopes: ["tickets:read", "tickets:write", "deliveries:read", "deliveries:write", "sources:read", "sources:write"],
  };
  const sources = [
    makeSource("Support", "connected", at),
    makeSource("Billing", "failing", at),
    makeSource("Jobs", "paused", at),
  ];
  const making: Making = { at, mira, ben, source: sources[0] as SourceDetail };
  const tickets = Array.from({ length: ticketCount }, (_, n) => makeTicket(making, n));
  const deliveries = [...tickets.flatMap((ticket) => deliveriesOf(making, ticket)), ...sideDeliveries(making)];
  return {
    me,
    agents: [mira, ben],
    keys: [makeKey(at)],
    sources,
    tickets,
    deliveries: deliveries.sort((a, b) => b.receivedAt.localeCompare(a.receivedAt)),
  };
}
