// How long lists, search and the ticket page take over a desk with many tickets: p50 and p95 of each, against a mark of 100 ms.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { parseSearch } from "#store/search.ts";
import { silentLog } from "#platform/log.ts";
import { type Tx, closeDb, inWorkspace, openDb } from "#store/db.ts";
import { type DeliveryFilter, listDeliveries } from "#store/delivery-lists.ts";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { ensureFirstWorkspace, migrate } from "#store/migrate.ts";
import { type TicketFilter, findTicketSummary, listTickets, readMoment, searchTickets } from "#store/ticket-lists.ts";
import {
  listMessages,
  listParticipants,
  listReportsOfTicket,
  listTicketsOfRequester,
  readRequester,
} from "#store/ticket-page.ts";
import { seedTickets } from "./seed-tickets.ts";

const { values } = parseArgs({
  options: {
    tickets: { type: "string", default: "100000" },
    rounds: { type: "string", default: "100" },
    json: { type: "boolean", default: false },
  },
});
const markMs = 100;

const any: TicketFilter = { states: null, priorities: null, assignee: null, sourceId: null, requesterId: null, deliveries: null };
const anyDelivery: DeliveryFilter = {
  outcomes: null,
  reason: null,
  sourceId: null,
  since: null,
  until: null,
  text: "",
  dismissed: null,
};

interface World {
  agents: string[];
  sources: string[];
  tickets: { id: string; requesterId: string; number: number; position: number }[];
  workspaceId: string;
}

const questions: Record<string, (tx: Tx, world: World, round: number) => Promise<unknown>> = {
  "list: all": (tx) => listTickets(tx, any, { limit: 51, after: null }),
  "list: a page in the middle": (tx, world, round) => {
    const ticket = at(world.tickets, round);
    return listTickets(tx, any, { limit: 51, after: { position: ticket.position, id: ticket.id } });
  },
  "list: open": (tx) => listTickets(tx, { ...any, states: ["open"] }, { limit: 51, after: null }),
  "list: open or pending": (tx) => listTickets(tx, { ...any, states: ["open", "pending"] }, { limit: 51, after: null }),
  "list: on hold (there is none)": (tx) => listTickets(tx, { ...any, states: ["on-hold"] }, { limit: 51, after: null }),
  "list: mine, open": (tx, world, round) =>
    listTickets(tx, { ...any, states: ["open"], assignee: at(world.agents, round) }, { limit: 51, after: null }),
  "list: nobody's, open": (tx) => listTickets(tx, { ...any, states: ["open"], assignee: "none" }, { limit: 51, after: null }),
  "list: urgent": (tx) => listTickets(tx, { ...any, priorities: ["urgent"] }, { limit: 51, after: null }),
  "list: low (there is none)": (tx) => listTickets(tx, { ...any, priorities: ["low"] }, { limit: 51, after: null }),
  "list: of a source": (tx, world, round) =>
    listTickets(tx, { ...any, sourceId: at(world.sources, round) }, { limit: 51, after: null }),
  "list: of a requester": (tx, world, round) =>
    listTickets(tx, { ...any, requesterId: at(world.tickets, round).requesterId }, { limit: 51, after: null }),
  "search: a common word": search("word1"),
  "search: a usual word": search("word40"),
  "search: a rare word": search("word20123"),
  "search: a word that is nowhere": search("nowhere"),
  "search: two words": search("word7 word31"),
  "search: a common and a rare word": search("word2 word4711"),
  "search: an unfinished word": search("word1 word12"),
  "search: a short beginning": search("wo"),
  "search: an address": search("person77@customer77.test"),
  "search: a number": (tx, world, round) => search(`#${at(world.tickets, round).number}`)(tx),
  "search: a usual word, open": async (tx) =>
    searchTickets(tx, parseSearch("word40"), { ...any, states: ["open"] }, { asOf: await readMoment(tx), offset: 0, limit: 51 }),
  "ticket page": async (tx, world, round) => {
    const { id, requesterId } = at(world.tickets, round);
    await findTicketSummary(tx, id);
    await listMessages(tx, id, { limit: 201, before: null });
    await readRequester(tx, requesterId);
    await listParticipants(tx, id);
    await listTicketsOfRequester(tx, requesterId, id);
    await listReportsOfTicket(tx, id);
  },
  "deliveries: all": (tx, { workspaceId }) => listDeliveries(tx, workspaceId, anyDelivery, { limit: 51, after: null }),
  "deliveries: set aside": (tx, { workspaceId }) =>
    listDeliveries(tx, workspaceId, { ...anyDelivery, outcomes: ["quarantine"], dismissed: false }, { limit: 51, after: null }),
  "deliveries: of a source, failed": (tx, { workspaceId, sources }, round) =>
    listDeliveries(
      tx,
      workspaceId,
      { ...anyDelivery, outcomes: ["failed"], sourceId: at(sources, round) },
      { limit: 51, after: null },
    ),
  "deliveries: by text": (tx, { workspaceId }) =>
    listDeliveries(tx, workspaceId, { ...anyDelivery, text: "person77@" }, { limit: 51, after: null }),
};

function search(q: string) {
  return async (tx: Tx) => searchTickets(tx, parseSearch(q), any, { asOf: await readMoment(tx), offset: 0, limit: 51 });
}

function at<T>(list: readonly T[], round: number): T {
  const found = list[(round * 7919) % list.length];
  if (found === undefined) throw new Error("the seed left nothing to ask about");
  return found;
}

const dataDir = await mkdtemp(join(tmpdir(), "inlet-bench-"));
const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
try {
  await migrate(server.connection);
  const workspaceId = await ensureFirstWorkspace(server.connection);
  const started = performance.now();
  await seedTickets(server.connection, { workspaceId, tickets: Number(values.tickets) });
  if (!values.json)
    process.stdout.write(`${values.tickets} tickets seeded in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  const slow = await measure(workspaceId);
  process.exitCode = slow ? 1 : 0;
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function measure(workspaceId: string): Promise<boolean> {
  const db = openDb({ connection: server.connection, max: 2, role: "inlet_app" });
  const world = await readWorld(workspaceId);
  const results: { question: string; p50Ms: number; p95Ms: number }[] = [];
  for (const [question, ask] of Object.entries(questions)) {
    const times: number[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const start = performance.now();
      await inWorkspace(db, workspaceId, (tx) => ask(tx, world, round));
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const result = { question, p50Ms: at95(times, 0.5), p95Ms: at95(times, 0.95) };
    results.push(result);
    if (!values.json) {
      process.stdout.write(
        `${question.padEnd(36)} p50 ${result.p50Ms.toFixed(1).padStart(7)} ms   p95 ${result.p95Ms.toFixed(1).padStart(7)} ms${result.p95Ms > markMs ? "   over the mark" : ""}\n`,
      );
    }
  }
  await closeDb(db);
  if (values.json) process.stdout.write(`${JSON.stringify({ tickets: Number(values.tickets), markMs, results })}\n`);
  return results.some((result) => result.p95Ms > markMs);
}

function at95(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function readWorld(workspaceId: string): Promise<World> {
  const client = new pg.Client(server.connection);
  await client.connect();
  try {
    const ids = async (statement: string) => (await client.query<{ id: string }>(statement)).rows.map((row) => row.id);
    const { rows } = await client.query<World["tickets"][number]>(
      `select id, requester_id as "requesterId", number::integer, ((extract(epoch from last_message_at) * 1000000)::bigint)::float8 as position from tickets order by md5(id::text) limit 500`,
    );
    return {
      workspaceId,
      agents: await ids("select id from agents"),
      sources: await ids("select id from sources order by name"),
      tickets: rows,
    };
  } finally {
    await client.end();
  }
}
