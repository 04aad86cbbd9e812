// Under which texts intake locks: two messages that could belong together share one.
import fc from "fast-check";
import { expect, test } from "vitest";
import { anna, bounce, eve, factsWith, messageWith } from "../../test/membership/sample.ts";
import { reportedTicket, threadLockKeys } from "./thread.ts";

const shared = (one: string[], other: string[]): string[] => one.filter((key) => other.includes(key));

test("a reply and its parent lock the parent's id, whichever comes first", () => {
  const parent = messageWith({ messageId: "parent@x.example" });
  const reply = messageWith({ messageId: "reply@x.example", from: eve, references: ["parent@x.example"] });
  expect(shared(threadLockKeys(parent), threadLockKeys(reply))).toEqual(["message-id parent@x.example"]);
});

test("two replies to a message that nobody saw lock its id", () => {
  const one = messageWith({ messageId: "one@x.example", references: ["lost@x.example"] });
  const other = messageWith({ messageId: "two@x.example", references: ["lost@x.example"], from: eve });
  expect(shared(threadLockKeys(one), threadLockKeys(other))).toEqual(["message-id lost@x.example"]);
});

test("two arrivals of a message without a Message-ID lock its identity", () => {
  const one = threadLockKeys(messageWith({ messageId: null }));
  const other = threadLockKeys(messageWith({ messageId: null, subject: "[EXT] Label printer prints upside down" }));
  expect(shared(one, other)).toHaveLength(1);
});

test("a provider's thread is locked by its key", () => {
  expect(threadLockKeys(messageWith({ threadKey: "17abc" }))).toContain("thread-key 17abc");
});

test("strangers' first messages lock nothing in common", () => {
  const one = threadLockKeys(messageWith({ messageId: "one@x.example", from: anna }));
  expect(shared(one, threadLockKeys(messageWith({ messageId: "two@x.example", from: eve })))).toEqual([]);
});

test("locks are taken in one order, each once, whatever the order of the references", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 20 }), (references) => {
      const keys = threadLockKeys(messageWith({ references }));
      expect(keys).toEqual([...new Set(keys)].sort());
      expect(threadLockKeys(messageWith({ references: references.toReversed() }))).toEqual(keys);
    }),
  );
});

test("a report is about the ticket of the message it names, not of one that only mentions it", () => {
  const message = messageWith({ report: bounce });
  const known = (phantom: boolean) => factsWith({ knownIds: [{ id: "reply.9@desk.example", ticketId: "ticket-12", phantom }] });
  expect(reportedTicket(message, known(false))).toBe("ticket-12");
  expect(reportedTicket(message, known(true))).toBeNull();
  expect(reportedTicket(message, factsWith({ ownReferences: [{ id: "reply.9@desk.example", ticketId: "ticket-13" }] }))).toBe(
    "ticket-13",
  );
  expect(reportedTicket(messageWith(), known(false))).toBeNull();
});
