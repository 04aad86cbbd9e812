// One conversation in whatever order it arrives: who may write on a ticket is one question, what belongs together is another.
import { sql } from "kysely";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Desk, mail, type Outcome, type Source } from "./desk.ts";

let desk: Desk;
let source: Source;

beforeAll(async () => {
  desk = await Desk.open();
  source = await desk.source();
});
afterAll(() => desk[Symbol.asyncDispose]());

let count = 0;
const freshId = () => `conversation-${(count += 1)}@customer.example`;
const outcomeOfImport = async (externalId: string): Promise<Outcome> => {
  const [row] = await desk.rows<Outcome>(
    sql`select action, reason, ticket_id, message_id, receipt from outcomes o join deliveries d on d.id = o.delivery_id where external_id = ${externalId}`,
  );
  return row as Outcome;
};
const conversationOf = async (ticketId: string | null): Promise<string> => {
  const [row] = await desk.rows<{ id: string }>(
    sql`select conversation_id as id from conversation_tickets where ticket_id = ${ticketId}`,
  );
  return row?.id ?? ticketId ?? "none";
};
const ticketExists = (id: string | null) => desk.count(sql`select count(*) from tickets where id = ${id}`);

/** A conversation as people write it: message n answers an earlier one, or none, and names its parent alone. */
interface Post {
  from: string;
  id: string;
  parent: string | null;
}
const people = ["anna@customer.example", "ben@elsewhere.example", "carol@partner.example"];
const drafts = fc.array(fc.record({ parent: fc.nat(), author: fc.nat(2) }), { minLength: 2, maxLength: 7 });

function postsOf(given: { parent: number; author: number }[]): Post[] {
  const ids = given.map(() => freshId());
  return given.map(({ parent, author }, at) => ({
    from: people[author] as string,
    id: ids[at] as string,
    parent: parent % (at + 1) === at ? null : (ids[parent % (at + 1)] as string),
  }));
}

const rootOf = (posts: Post[], post: Post): string => {
  const parent = posts.find(({ id }) => id === post.parent);
  return parent === undefined ? post.id : rootOf(posts, parent);
};
const shuffled = (posts: Post[], chance: Iterator<number>): Post[] =>
  posts
    .map((post) => ({ post, key: chance.next().value as number }))
    .sort((one, other) => one.key - other.key)
    .map(({ post }) => post);
const rawOf = ({ from, id, parent }: Post): Buffer =>
  mail({
    from,
    id,
    references: parent === null ? [] : [parent],
    text: `Message ${id}.`,
    headers: ["List-Id: <users.lists.example>"],
    to: "users@lists.example",
  });

/** The pairs that are together where they belong apart, or the other way round. */
function wrongPairs(posts: Post[], places: Map<string, string>): [string, string][] {
  const pairs = posts.flatMap((one) => posts.map((other) => [one, other] as const));
  return pairs.flatMap(([one, other]): [string, string][] => {
    const belong = rootOf(posts, one) === rootOf(posts, other);
    return (places.get(one.id) === places.get(other.id)) === belong ? [] : [[one.id, other.id]];
  });
}

describe("arrival order and who wrote", () => {
  test("change nothing about which conversation mail belongs to", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.infiniteStream(fc.nat(1_000)), async (given, chance) => {
        const posts = postsOf(given);
        const deliveries = new Map<string, string>();
        for (const post of shuffled(posts, chance)) deliveries.set(post.id, await desk.accept(rawOf(post), source));
        await desk.work({ runners: 2, batch: 3 });
        const places = new Map<string, string>();
        for (const [id, delivery] of deliveries) places.set(id, await conversationOf((await desk.outcome(delivery)).ticketId));
        expect(wrongPairs(posts, places)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test("change nothing about the tickets of an archive, each mail brought in twice", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(drafts, fc.infiniteStream(fc.nat(1_000)), async (given, chance) => {
        const posts = postsOf(given);
        for (const post of shuffled([...posts, ...posts], chance))
          await desk.import(rawOf(post), source, `${post.id} ${(count += 1)}`);
        await desk.work({ runners: 2, batch: 3 });
        const rows = await desk.rows<{ externalId: string; action: string; ticketId: string }>(sql`
          select external_id, action, ticket_id from outcomes o join deliveries d on d.id = o.delivery_id
          where split_part(external_id, ' ', 1) = any(${posts.map(({ id }) => id)}::text[])`);
        const kept = rows.filter((row) => row.action !== "discard");
        expect(new Set(kept.map((row) => row.externalId.split(" ")[0]))).toEqual(new Set(posts.map(({ id }) => id)));
        expect(kept).toHaveLength(posts.length);
        expect(kept.every((row) => row.action === "create" || row.action === "append")).toBe(true);
        for (const { id } of posts)
          expect(new Set(rows.filter((row) => row.externalId.startsWith(`${id} `)).map((row) => row.ticketId)).size).toBe(1);
        expect(wrongPairs(posts, new Map(kept.map((row) => [row.externalId.split(" ")[0] as string, row.ticketId])))).toEqual([]);
        const lost = await desk.count(
          sql`select count(*) from outcomes o where ticket_id is not null and not exists (select from tickets t where t.id = o.ticket_id)`,
        );
        expect(lost).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
});

describe("the middle of a conversation that comes last", () => {
  test("makes one ticket of its author's two new ones", async () => {
    const [first, second, third] = [freshId(), freshId(), freshId()];
    const end = await desk.deliver(mail({ id: third, references: [second], text: "And the third thing." }), source);
    const start = await desk.deliver(mail({ id: first, text: "The first thing." }), source);
    const middle = await desk.deliver(mail({ id: second, references: [first], text: "The second thing." }), source);
    expect(middle).toMatchObject({ action: "append", ticketId: start.ticketId });
    expect(await ticketExists(end.ticketId)).toBe(0);
    const [ticket] = await desk.rows<{ count: number; messages: number; found: number }>(sql`
      select message_count as count, (select count(*)::integer from messages m where m.ticket_id = t.id) as messages,
        (select count(*)::integer from find_tickets(to_tsquery('inlet', 'third'), now() + interval '1 hour', 1000) f where f.ticket_id = t.id) as found
      from tickets t where id = ${start.ticketId}`);
    expect(ticket).toEqual({ count: 3, messages: 3, found: 1 });
    const answer = await desk.deliver(mail({ references: [third], text: "To the third." }), source);
    expect(answer).toMatchObject({ action: "append", ticketId: start.ticketId });
  });

  test("leaves a ticket alone that an agent has touched, and links the two", async () => {
    const [first, second, third] = [freshId(), freshId(), freshId()];
    const end = await desk.deliver(mail({ id: third, references: [second], text: "The end." }), source);
    await desk.rows(sql`update tickets set priority = 'high' where id = ${end.ticketId}`);
    const start = await desk.deliver(mail({ id: first, text: "The start." }), source);
    await desk.deliver(mail({ id: second, references: [first], text: "The middle." }), source);
    expect(await ticketExists(end.ticketId)).toBe(1);
    expect(await conversationOf(end.ticketId)).toBe(await conversationOf(start.ticketId));
  });

  test("moves nothing of anybody else: what a stranger writes links, and no more", async () => {
    const [annas, eves] = [freshId(), freshId()];
    const ticket = await desk.deliver(mail({ id: annas, text: "Anna's question." }), source);
    const other = await desk.deliver(mail({ id: eves, from: "eve@elsewhere.example", text: "Eve's question." }), source);
    const both = await desk.deliver(
      mail({ from: "eve@elsewhere.example", references: [annas, eves], text: "Eve names both." }),
      source,
    );
    expect(both).toMatchObject({ action: "append", ticketId: other.ticketId });
    expect(await desk.count(sql`select count(*) from messages where ticket_id = ${ticket.ticketId}`)).toBe(1);
    const anna = await desk.deliver(mail({ references: [annas], text: "Anna again." }), source);
    expect(anna).toMatchObject({ action: "append", ticketId: ticket.ticketId });
  });
});

describe("answers to one message that nobody here saw", () => {
  test("are tickets of their own in one conversation, and each author's next one joins theirs", async () => {
    const newsletter = freshId();
    const anna = await desk.deliver(mail({ references: [newsletter], text: "Anna to the newsletter." }), source);
    const eve = { from: "eve@elsewhere.example" };
    const hers = await desk.deliver(mail({ ...eve, references: [newsletter], text: "Eve to the newsletter." }), source);
    expect(hers.action).toBe("create");
    expect(await conversationOf(hers.ticketId)).toBe(await conversationOf(anna.ticketId));
    const again = await desk.deliver(mail({ ...eve, references: [newsletter], text: "Eve once more." }), source);
    expect(again).toMatchObject({ action: "append", ticketId: hers.ticketId });
  });
});

describe("what is set aside", () => {
  const eve = { from: "eve@elsewhere.example" };

  test("is set aside once, over however many ways it comes", async () => {
    const [first, hers] = [freshId(), freshId()];
    const ticket = await desk.deliver(mail({ id: first, text: "Mine." }), source);
    const letter = { ...eve, id: hers, references: [first], text: "I have something to add to this conversation." };
    const one = await desk.deliver(mail(letter), source);
    const other = await desk.deliver(mail({ ...letter, subject: "[EXT] The printer is on fire" }), source);
    expect(one).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket", ticketId: ticket.ticketId });
    expect(other).toMatchObject({ action: "discard", reason: "duplicate", ticketId: ticket.ticketId });
    const changed = await desk.deliver(mail({ ...letter, text: "I have something else to say to all of you." }), source);
    expect(changed.action).toBe("quarantine");
  });

  test("hides nothing that would be seen on a ticket", async () => {
    const [first, id] = [freshId(), freshId()];
    await desk.deliver(mail({ id: first, text: "Mine." }), source);
    const letter = { ...eve, id, text: "The very same words in both of these messages." };
    expect((await desk.deliver(mail({ ...letter, references: [first] }), source)).action).toBe("quarantine");
    expect((await desk.deliver(mail(letter), source)).action).toBe("create");
  });

  test("is answered on the ticket by somebody who is on it, and nobody else is held back for it", async () => {
    const [first, hers] = [freshId(), freshId()];
    const ticket = await desk.deliver(mail({ id: first, text: "Mine." }), source);
    await desk.deliver(mail({ ...eve, id: hers, references: [first], text: "Hers." }), source);
    const carol = await desk.deliver(mail({ from: "carol@partner.example", references: [hers], text: "Carol's." }), source);
    expect(carol.action).toBe("create");
    const anna = await desk.deliver(mail({ references: [hers], text: "Anna to Eve." }), source);
    expect(anna).toMatchObject({ action: "append", ticketId: ticket.ticketId });
  });
});

describe("a new Message-ID on the second way", () => {
  const text = "The scanners in our warehouse lose the connection every few minutes since the update on Tuesday.";

  test("is still the same message", async () => {
    const from = "new-id@customer.example";
    const one = await desk.deliver(mail({ from, text }), source);
    const other = await desk.deliver(mail({ from, text, subject: "[EXTERN] The printer is on fire" }), source);
    expect(other).toMatchObject({ action: "discard", reason: "duplicate", ticketId: one.ticketId });
  });

  test("is another message from another author, of another moment, or made by a machine", async () => {
    const from = "second-id@customer.example";
    await desk.deliver(mail({ from, text }), source);
    expect((await desk.deliver(mail({ from: "third-id@customer.example", text }), source)).action).toBe("create");
    const later = Buffer.from(mail({ from, text }).toString().replace("09:00:00", "09:00:01"));
    expect((await desk.deliver(later, source)).action).toBe("create");
    const machine = mail({ from, text, headers: ["Auto-Submitted: auto-generated"] });
    expect((await desk.deliver(machine, source)).action).toBe("create");
  });
});

test("an imported conversation of strangers is one ticket, and its strangers stay strangers", async () => {
  const [first, second] = [freshId(), freshId()];
  await desk.import(mail({ id: first, text: "Long ago." }), source, first);
  await desk.import(
    mail({ id: second, from: "eve@elsewhere.example", references: [first], text: "Long ago too." }),
    source,
    second,
  );
  await desk.work();
  const [one, other] = [await outcomeOfImport(first), await outcomeOfImport(second)];
  expect(other).toMatchObject({ action: "append", ticketId: one.ticketId });
  const today = await desk.deliver(mail({ from: "eve@elsewhere.example", references: [second], text: "Today." }), source);
  expect(today).toMatchObject({ action: "quarantine", reason: "stranger-on-ticket", ticketId: one.ticketId });
});
