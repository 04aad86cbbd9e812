// Walks every cell of table.json, the checked-in agreement on who may join a ticket.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { domainOf } from "#domain/address.ts";
import { decide } from "#domain/decide.ts";
import type { Facts } from "#domain/facts.ts";
import type { InboundMessage } from "#domain/message.ts";
import { anna, authenticated, ben, eve, factsWith, messageWith, support, ticketWith } from "./sample.ts";

const carol = { name: "Carol", address: "carol@partner.example" };

const identities = {
  requester: { author: anna, companyId: "company-1" },
  "addressed-participant": { author: carol, companyId: null },
  colleague: { author: ben, companyId: "company-1" },
  stranger: { author: eve, companyId: null },
  // Mapped to the requester's company and addressed on the ticket: even so it opens nothing.
  "own-mailbox": { author: support, companyId: "company-1" },
} as const;

const authentications = ["verified", "unverified", "unchecked", "failed", "ambiguous-from"] as const;

const ticketId = "ticket-12";
const evidences = {
  "reply-address": [{ facts: { replyAddress: { ticketId, address: anna.address } } }],
  "own-message-id": [{ references: ["own.1@desk.example"], facts: { ownReferences: [{ id: "own.1@desk.example", ticketId }] } }],
  references: [{ references: ["seen@x.example"], facts: { knownIds: [{ id: "seen@x.example", ticketId, phantom: false }] } }],
  "phantom-parent": [
    { references: ["lost@x.example"], facts: { knownIds: [{ id: "lost@x.example", ticketId, phantom: true }] } },
    { references: [], facts: { knownIds: [{ id: "this@x.example", ticketId, phantom: true }] } },
  ],
  "thread-key": [{ facts: { threadTicket: { key: "thread-1", ticketId } } }],
  "subject-number": [{ facts: { subjectTicket: { number: 12, ticketId } } }],
  none: [{ facts: {} }],
} satisfies Record<string, { references?: string[]; facts: Partial<Facts> }[]>;

type Identity = keyof typeof identities;
type AuthenticationState = (typeof authentications)[number];
type Evidence = keyof typeof evidences;

const file = JSON.parse(readFileSync(new URL("./table.json", import.meta.url), "utf8")) as {
  table: Record<string, Record<string, Record<string, string>>>;
};

const cells = (Object.keys(identities) as Identity[]).flatMap((identity) =>
  authentications.flatMap((authentication) =>
    (Object.keys(evidences) as Evidence[]).map((evidence) => ({ identity, authentication, evidence })),
  ),
);

test("the table has exactly the cells that there are", () => {
  const written = Object.entries(file.table).flatMap(([identity, states]) =>
    Object.entries(states).flatMap(([state, row]) => Object.keys(row).map((evidence) => `${identity} / ${state} / ${evidence}`)),
  );
  const wanted = cells.map(({ identity, authentication, evidence }) => `${identity} / ${authentication} / ${evidence}`);
  expect(written.sort()).toEqual(wanted.sort());
});

describe.each(cells)(
  "$identity, $authentication, pointing at the ticket by $evidence",
  ({ identity, authentication, evidence }) => {
    const expected = file.table[identity]?.[authentication]?.[evidence];

    test.each(evidences[evidence])(`ends as: ${expected}`, (way: { references?: string[]; facts: Partial<Facts> }) => {
      const { author, companyId } = identities[identity];
      const message = messageWith({ messageId: "this@x.example", references: way.references ?? [], from: author });
      const facts = factsWith({
        ...way.facts,
        companyId,
        tickets: [ticketWith({ participants: [anna.address, carol.address, support.address], companyId: "company-1" })],
      });
      expect(tell(...asAuthenticated(authentication, message, facts))).toBe(expected);
    });
  },
);

function asAuthenticated(state: AuthenticationState, message: InboundMessage, facts: Facts): [InboundMessage, Facts] {
  const domain = domainOf(message.from?.address ?? "");
  switch (state) {
    case "verified":
      return [message, { ...facts, authentication: authenticated(domain, "pass") }];
    case "unverified":
      return [message, { ...facts, authentication: authenticated(domain, "none") }];
    case "failed":
      return [message, { ...facts, authentication: authenticated(domain, "fail") }];
    case "unchecked":
      return [message, { ...facts, policy: { ...facts.policy, authenticate: false }, authentication: null }];
    case "ambiguous-from":
      return [message, { ...facts, authentication: authenticated("evil.example", "pass") }];
  }
}

function tell(message: InboundMessage, facts: Facts): string {
  const decision = decide(message, facts);
  switch (decision.action) {
    case "append":
      return `append ${decision.standing}`;
    case "create":
      return decision.possiblyRelatedTo === null ? "create" : "create related";
    case "record-report":
      return "record-report";
    case "discard":
    case "quarantine":
      return `${decision.action} ${decision.reason}`;
  }
}
