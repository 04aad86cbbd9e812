// /tickets: lists, one ticket with its messages, and what agents change on it.
import { z } from "zod";
import { changeTicketRequest, ticket, ticketListParameters, ticketPage } from "#contract/tickets.ts";
import { messagePage } from "#contract/messages.ts";
import { listParameters, pathId } from "#contract/list.ts";
import { type TicketId, isId } from "#domain/ids.ts";
import { notFound, refusal } from "#desk/refusals.ts";
import { changeTicket } from "#desk/tickets.ts";
import { type Tx, inWorkspace } from "#store/db.ts";
import { parseSearch } from "#store/search.ts";
import {
  type TicketFilter,
  type TicketSummaryRow,
  findTicketSummary,
  listTickets,
  readMoment,
  searchTickets,
} from "#store/ticket-lists.ts";
import {
  findPossiblyRelated,
  findTicketIdByNumber,
  followMerge,
  listMessages,
  listParticipants,
  listReportsOfTicket,
  listTicketsOfRequester,
  readRequester,
} from "#store/ticket-page.ts";
import { type Caller, callerOf } from "../caller.ts";
import { momentCursor, pageFrom, readCursor, searchCursor, writeCursor } from "../cursors.ts";
import { type Server, answers, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { withPublicRecipients } from "../public-recipients.ts";
import { toWire } from "../wire.ts";

const messagesOnPage = 200;

export function ticketRoutes(server: Server, options: HttpOptions): void {
  listTicketsRoute(server, options);
  getTicketRoute(server, options);
  getTicketByNumberRoute(server, options);
  listMessagesRoute(server, options);
  changeTicketRoute(server, options);
}

function listTicketsRoute(server: Server, { db }: HttpOptions): void {
  server.get(
    "/tickets",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "listTickets",
        tags: ["Tickets"],
        summary: "List or search tickets, newest message first",
        description:
          "With `q`: tickets of which a message holds all the words, the last of them perhaps unfinished; or the ticket with that number, or those of the requester with that address. A search looks at the 200,000 newest matching messages.",
        querystring: ticketListParameters,
        response: answers(200, "A page of tickets.", ticketPage),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { limit, cursor, q, ...filters } = request.query;
      const filter = filterOf(filters, caller);
      if (filter === null) return { data: [], nextCursor: null };
      const ask = q === undefined || q === "" ? browse : (tx: Tx) => search(tx, q, filter, { limit, cursor });
      return toWire(await inWorkspace(db, caller.workspaceId, (tx) => ask(tx, filter, { limit, cursor })));
    },
  );
}

function getTicketRoute(server: Server, options: HttpOptions): void {
  server.get(
    "/tickets/:id",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getTicket",
        tags: ["Tickets"],
        summary: "One ticket with its messages",
        params: pathId,
        response: { ...answers(200, "The ticket.", ticket), ...gone },
      },
    },
    async (request) => {
      const { id } = request.params;
      return inWorkspace(options.db, callerOf(request).workspaceId, (tx) => readTicket(tx, options, isId(id) ? id : null));
    },
  );
}

function getTicketByNumberRoute(server: Server, options: HttpOptions): void {
  server.get(
    "/tickets/by-number/:number",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "getTicketByNumber",
        tags: ["Tickets"],
        summary: "One ticket by the number that people know it by",
        params: z.object({ number: z.string().max(200) }),
        response: { ...answers(200, "The ticket.", ticket), ...gone },
      },
    },
    async (request) => {
      const { number } = request.params;
      return inWorkspace(options.db, callerOf(request).workspaceId, async (tx) =>
        readTicket(tx, options, /^\d{1,15}$/.test(number) ? await findTicketIdByNumber(tx, Number(number)) : null),
      );
    },
  );
}

function listMessagesRoute(server: Server, { db, mailDomain }: HttpOptions): void {
  server.get(
    "/tickets/:id/messages",
    {
      config: { access: "tickets:read" },
      schema: {
        operationId: "listMessages",
        tags: ["Messages"],
        summary: "The messages of a ticket, newest first",
        params: pathId,
        querystring: z.object(listParameters),
        response: { ...answers(200, "A page of messages.", messagePage), ...gone },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { limit, cursor } = request.query;
      const after = readCursor(momentCursor, cursor);
      return inWorkspace(db, callerOf(request).workspaceId, async (tx) => {
        const summary = isId(id) ? await findTicketSummary(tx, id) : null;
        if (summary === null) throw notFound();
        const before = after === null ? null : { position: after[1], id: after[2] };
        const found = await listMessages(tx, summary.id, { limit: limit + 1, before });
        const rows = await withPublicRecipients(tx, { mailDomain, sourceId: summary.source.id }, found);
        return toWire(
          pageFrom(
            rows,
            limit,
            (last) => writeCursor(["m", last.position, last.id]),
            (row) => row,
          ),
        );
      });
    },
  );
}

function changeTicketRoute(server: Server, options: HttpOptions): void {
  const { db } = options;
  server.patch(
    "/tickets/:id",
    {
      config: { access: "tickets:write" },
      schema: {
        operationId: "changeTicket",
        tags: ["Tickets"],
        summary: "Change state, priority, assignee or requester",
        params: pathId,
        body: changeTicketRequest,
        response: { ...answers(200, "The ticket as it is now.", ticket), ...gone, ...impossible },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { workspaceId, actor } = callerOf(request);
      if (!isId(id)) throw notFound();
      await changeTicket(db, { workspaceId, actor }, { id, change: request.body });
      return inWorkspace(db, workspaceId, (tx) => readTicket(tx, options, id));
    },
  );
}

type Filters = Omit<z.output<typeof ticketListParameters>, "limit" | "cursor" | "q">;
type ListPage = { limit: number; cursor: string | undefined };

/** Null: what was asked for cannot be on any ticket, such as a source whose id is none. */
function filterOf(filters: Filters, caller: Caller): TicketFilter | null {
  const assignee = filters.assignee === "me" ? myId(caller) : (filters.assignee ?? null);
  const ids = [assignee === "none" ? null : assignee, filters.source ?? null, filters.requester ?? null];
  if (ids.some((id) => id !== null && !isId(id))) return null;
  return {
    states: filters.state ?? null,
    priorities: filters.priority ?? null,
    assignee,
    sourceId: filters.source ?? null,
    requesterId: filters.requester ?? null,
    deliveries: filters.delivery ?? null,
  };
}

function myId(caller: Caller): string {
  if (caller.kind === "agent") return caller.agent.id;
  throw refusal("bad-parameter", "A key is nobody: name an agent's id instead of `me`.");
}

async function browse(tx: Tx, filter: TicketFilter, { limit, cursor }: ListPage) {
  const after = readCursor(momentCursor, cursor);
  const rows = await listTickets(tx, filter, {
    limit: limit + 1,
    after: after === null ? null : { position: after[1], id: after[2] },
  });
  return pageFrom(rows, limit, (last) => writeCursor(["m", last.position, last.id]), withoutPosition);
}

async function search(tx: Tx, q: string, filter: TicketFilter, { limit, cursor }: ListPage) {
  const [, asOf, offset] = readCursor(searchCursor, cursor) ?? ["s", await readMoment(tx), 0];
  const rows = await searchTickets(tx, parseSearch(q), filter, { asOf, offset, limit: limit + 1 });
  return pageFrom(rows, limit, () => writeCursor(["s", asOf, offset + limit]), withoutPosition);
}

function withoutPosition(row: TicketSummaryRow): Omit<TicketSummaryRow, "position"> {
  const { position: _position, ...summary } = row;
  return summary;
}

/** A ticket as its page shows it. Throws "not-found". */
export async function readTicket(tx: Tx, { mailDomain }: Pick<HttpOptions, "mailDomain">, id: TicketId | null) {
  const summary = id === null ? null : await findTicketSummary(tx, await followMerge(tx, id));
  if (summary === null) throw notFound();
  const found = await listMessages(tx, summary.id, { limit: messagesOnPage + 1, before: null });
  const messages = await withPublicRecipients(tx, { mailDomain, sourceId: summary.source.id }, found);
  const requester = await readRequester(tx, summary.requester.id);
  return toWire({
    ...withoutPosition(summary),
    requester: {
      ...summary.requester,
      addresses: requester?.addresses ?? [],
      createdAt: requester?.createdAt ?? summary.createdAt,
    },
    participants: await listParticipants(tx, summary.id),
    messages: messages.slice(0, messagesOnPage).reverse(),
    hasEarlierMessages: messages.length > messagesOnPage,
    earlierTickets: await listTicketsOfRequester(tx, summary.requester.id, summary.id),
    reports: await listReportsOfTicket(tx, summary.id),
    possiblyRelatedTo: await findPossiblyRelated(tx, summary.id),
  });
}
