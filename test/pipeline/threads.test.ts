// Which mail joins which ticket, in whatever order it arrives.
import { sql } from "kysely";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mintOwnId } from "#mail/own-id.ts";
import { mintReplyAddress } from "#mail/reply-address.ts";
import { insertReplyAddress, revokeReplyAddress } from "#store/reply-addresses.ts";
import { Desk, mail, mailDomain, type Source } from "./desk.ts";

let desk: Desk;
let source: Source;

beforeAll(async () => {
  desk = await Desk.open();
  source = await desk.source();
});
afterAll(() => desk[Symbol.asyncDispose]());

let count = 0;
const freshId = () => `thread-${(count += 1)}@customer.example`;
const ticketNumber = async (id: string | null) =>
  Number((await desk.rows<{ number: number }>(sql`select number from tickets where id = ${id}`))[0]?.number);

describe("a reply joins its ticket", () => {
  test("by the Message-ID in References", async () => {
    const id = freshId();
    const first = await desk.deliver(mail({ id }), source);
    const reply = await desk.deliver(mail({ references: [id], text: "Any news?" }), source);
    expect(reply).toMatchObject({ action: "append", reason: "references", ticketId: first.ticketId });
  });

  test("when it arrived before its parent", async () => {
    const id = freshId();
    const reply = await desk.deliver(mail({ references: [id], text: "And another thing." }), source);
    const parent = await desk.deliver(mail({ id, text: "The first thing." }), source);
    expect(parent).toMatchObject({ action: "append", ticketId: reply.ticketId });
  });

  test("by the number in the subject, from somebody who is on the ticket", async () => {
    const first = await desk.deliver(mail({ text: "Number one." }), source);
    const number = await ticketNumber(first.ticketId);
    const reply = await desk.deliver(mail({ subject: `Re: [Ticket #${number}] The printer`, text: "By number." }), source);
    expect(reply).toMatchObject({ action: "append", reason: "subject-number", ticketId: first.ticketId });
  });

  test("but a stranger's subject number opens a ticket of its own, with a hint for agents", async () => {
    const first = await desk.deliver(mail({ text: "Number two." }), source);
    const number = await ticketNumber(first.ticketId);
    const stranger = await desk.deliver(
      mail({ from: "eve@elsewhere.example", subject: `Re: [Ticket #${number}] hi`, text: "Let me in." }),
      source,
    );
    expect(stranger.action).toBe("create");
    const [row] = await desk.rows<{ related: string }>(
      sql`select possibly_related_to as related from tickets where id = ${stranger.ticketId}`,
    );
    expect(row?.related).toBe(first.ticketId);
  });

  test("and a batch is decided in the order it came, so the ticket shows the newest", async () => {
    const id = "order-root@customer.example";
    await desk.accept(mail({ id, text: "First." }), source);
    for (let at = 1; at <= 20; at += 1) await desk.accept(mail({ references: [id], text: `Answer ${at}.` }), source);
    await desk.work();
    const [ticket] = await desk.rows<{ preview: string; count: number }>(
      sql`select preview, message_count as count from tickets t join message_ids i on i.ticket_id = t.id where i.id_hash = sha256(convert_to(${id}, 'UTF8'))`,
    );
    expect(ticket).toMatchObject({ preview: "Answer 20.", count: 21 });
  });

  test("by the reply address that only its recipient knows", async () => {
    const first = await desk.deliver(mail({ text: "By address." }), source);
    const reply = mintReplyAddress(mailDomain);
    await desk.inWorkspace((tx) =>
      insertReplyAddress(tx, {
        workspaceId: desk.database.workspaceId,
        sourceId: source.id,
        tokenHash: reply.hash,
        ticketId: first.ticketId as string,
        address: "anna@customer.example",
      }),
    );
    const answered = await desk.deliver(mail({ to: reply.address, text: "Through the reply address." }), source);
    expect(answered).toMatchObject({ action: "append", reason: "reply-address", ticketId: first.ticketId });
    const stranger = await desk.deliver(
      mail({ to: reply.address, from: "eve@elsewhere.example", text: "I found this address." }),
      source,
    );
    expect(stranger).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket" });
  });

  test("but a reply address that was closed proves nothing", async () => {
    const first = await desk.deliver(mail({ text: "By an address that will be closed." }), source);
    const reply = mintReplyAddress(mailDomain);
    await desk.inWorkspace(async (tx) => {
      await insertReplyAddress(tx, {
        workspaceId: desk.database.workspaceId,
        sourceId: source.id,
        tokenHash: reply.hash,
        ticketId: first.ticketId as string,
        address: "anna@customer.example",
      });
      await revokeReplyAddress(tx, reply.hash, new Date());
    });
    const late = await desk.deliver(mail({ to: reply.address, text: "Too late." }), source);
    expect(late.action).toBe("create");
    expect(late.ticketId).not.toBe(first.ticketId);
  });

  test("by our own signed Message-ID; one that only looks like ours is nothing", async () => {
    const first = await desk.deliver(mail({ text: "Own id." }), source);
    const ours = mintOwnId(desk.messageIdKey, mailDomain);
    await desk.rows(
      sql`insert into message_ids (workspace_id, id_hash, ticket_id, phantom) values (${desk.database.workspaceId}, sha256(convert_to(${ours}, 'UTF8')), ${first.ticketId}, false)`,
    );
    const reply = await desk.deliver(mail({ references: [ours], text: "To your answer." }), source);
    expect(reply).toMatchObject({ action: "append", reason: "own-message-id", ticketId: first.ticketId });
    const forged = mintOwnId(Buffer.alloc(32), mailDomain);
    const other = await desk.deliver(mail({ references: [forged], text: "To an answer you never gave." }), source);
    expect(other.action).toBe("create");
  });

  test("but our own mail that comes back opens nothing", async () => {
    const ours = mintOwnId(desk.messageIdKey, mailDomain);
    expect(await desk.deliver(mail({ id: ours }), source)).toMatchObject({ action: "discard", reason: "own-message" });
  });
});

describe("arrival order", () => {
  test("changes nothing about the grouping", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { minLength: 2, maxLength: 7 }),
        fc.infiniteStream(fc.nat(1_000)),
        async (parents, chance) => {
          // Message n answers an earlier one, or none: a forest of conversations.
          const ids = parents.map(() => freshId());
          const parentOf = parents.map((draw, at) => (draw % (at + 1) === at ? null : draw % (at + 1)));
          const rootOf = (at: number): number => (parentOf[at] === null ? at : rootOf(parentOf[at] as number));
          const ancestors = (at: number): string[] =>
            parentOf[at] === null ? [] : [...ancestors(parentOf[at] as number), ids[parentOf[at] as number] as string];
          const order = ids.map((_, at) => ({ at, key: chance.next().value as number })).sort((a, b) => a.key - b.key);
          const deliveries = new Map<number, string>();
          for (const { at } of order)
            deliveries.set(
              at,
              await desk.accept(mail({ id: ids[at] as string, references: ancestors(at), text: `Message ${ids[at]}.` }), source),
            );
          await desk.work({ runners: 2, batch: 3 });
          const tickets = await Promise.all(
            ids.map(async (_, at) => (await desk.outcome(deliveries.get(at) as string)).ticketId),
          );
          for (const [one, ticket] of tickets.entries()) {
            for (const [other, another] of tickets.entries()) expect(ticket === another).toBe(rootOf(one) === rootOf(other));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("two messages of one new thread that arrive together make one ticket", async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = freshId();
      const mails = [
        mail({ id, text: `Root ${round}.` }),
        ...[1, 2, 3].map((at) => mail({ references: [id], text: `Reply ${round}.${at}.` })),
      ];
      const ids = await Promise.all(mails.map((raw) => desk.accept(raw, source)));
      await desk.work({ runners: 4, batch: 1 });
      const outcomes = await Promise.all(ids.map((each) => desk.outcome(each)));
      expect(new Set(outcomes.map((outcome) => outcome.ticketId)).size).toBe(1);
      expect(outcomes.filter((outcome) => outcome.action === "create")).toHaveLength(1);
    }
  });
});
