// Our challenge come back through a forwarding: what it says about the way.
import { expect, it } from "vitest";
import { emptyMessage } from "#domain/message.ts";
import type { ChallengeRow, JournalEntry, SourceRow } from "#store/evidence.ts";
import { digest, keyOf } from "./digests.ts";
import { findForwardingCheck } from "./forwarding-checks.ts";

const code = "a2b3c4d5e6f7a2b3c4d5e6f7ab";
const createdAt = new Date("2026-11-20T10:00:00Z");
const challenge = {
  id: "check",
  sourceId: "source",
  publicAddress: "support@desk.example",
  createdAt,
} as unknown as ChallengeRow;

function verdict(from: string, { minutes = 1, source = "source" } = {}): string | undefined {
  const receivedAt = new Date(createdAt.getTime() + minutes * 60_000);
  const message = { ...emptyMessage, from: { name: "", address: from }, subject: `inlet-challenge-${code}` };
  const item = { entry: { receivedAt } as unknown as JournalEntry, message, authentication: null };
  const known = { challenges: new Map([[keyOf(digest(code)), challenge]]), isOwnId: () => false };
  const found = findForwardingCheck(item, { id: source } as unknown as SourceRow, known);
  return found?.kind === "challenge" ? found.verdict : undefined;
}

it("has arrived, is late, or came in elsewhere", () => {
  expect(verdict("ann@customer.example")).toBe("arrived");
  expect(verdict("ann@customer.example", { minutes: 16 })).toBe("late");
  expect(verdict("ann@customer.example", { source: "another" })).toBe("arrived-elsewhere");
});

it("tells where a group put its own address in the author's place", () => {
  expect(verdict("Support@desk.example")).toBe("sender-rewritten");
});
