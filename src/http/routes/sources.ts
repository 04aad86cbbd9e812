// /sources: where customers write, how it goes there, and the challenges that prove a forwarding.
import {
  type ChangeSourceRequest,
  changeSourceRequest,
  createChallengeRequest,
  createSourceRequest,
  createdChallenge,
  sourceCheck,
  sourceDetail,
  sourceListParameters,
  sourcePage,
} from "#contract/sources.ts";
import { pathId } from "#contract/list.ts";
import { type SourceId, type WorkspaceId, isId } from "#domain/ids.ts";
import { parseSettings } from "#domain/source-settings.ts";
import { notFound } from "#desk/refusals.ts";
import { changeSource, createChallenge, createSource, sendChallenge } from "#desk/sources.ts";
import { type SourceHourRow, readBooksOfSources } from "#store/books-read.ts";
import { type Tx, inWorkspace } from "#store/db.ts";
import {
  type SourceCheckRow,
  type SourceListRow,
  challengePatienceSeconds,
  listSourceChecks,
  listSources,
} from "#store/sources.ts";
import { callerOf } from "../caller.ts";
import { idCursor, pageFrom, readCursor, writeCursor } from "../cursors.ts";
import { type Server, answers, gone, impossible } from "../describe.ts";
import type { HttpOptions } from "../options.ts";
import { toWire } from "../wire.ts";

const hourMs = 3_600_000;

export function sourceRoutes(server: Server, options: HttpOptions): void {
  listSourcesRoute(server, options);
  createSourceRoute(server, options);
  getSourceRoute(server, options);
  changeSourceRoute(server, options);
  createChallengeRoute(server, options);
  sendChallengeRoute(server, options);
}

function listSourcesRoute(server: Server, { db, clock }: HttpOptions): void {
  server.get(
    "/sources",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "listSources",
        tags: ["Sources"],
        summary: "Sources with their state, in the order they were made",
        querystring: sourceListParameters,
        response: answers(200, "A page of sources.", sourcePage),
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const { workspaceId } = callerOf(request);
      const after = readCursor(idCursor, cursor)?.[1] ?? null;
      return inWorkspace(db, workspaceId, async (tx) => {
        const rows = await listSources(tx, workspaceId, { limit: limit + 1, after });
        const day = await readDay(tx, clock.now());
        return toWire(
          pageFrom(
            rows,
            limit,
            (last) => writeCursor(["i", last.id]),
            (row) => withState(row, day),
          ),
        );
      });
    },
  );
}

function createSourceRoute(server: Server, { db, clock, mailDomain }: HttpOptions): void {
  server.post(
    "/sources",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "createSource",
        tags: ["Sources"],
        summary: "Make a source: its address takes mail at once",
        body: createSourceRequest,
        response: answers(201, "The source.", sourceDetail),
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      const { id } = await createSource(db, { workspaceId, actor, mailDomain }, request.body);
      return reply
        .status(201)
        .send(await inWorkspace(db, workspaceId, (tx) => readSource(tx, { workspaceId, id, now: clock.now() })));
    },
  );
}

function getSourceRoute(server: Server, { db, clock }: HttpOptions): void {
  server.get(
    "/sources/:id",
    {
      config: { access: "sources:read" },
      schema: {
        operationId: "getSource",
        tags: ["Sources"],
        summary: "One source with what it learned while it was set up",
        params: pathId,
        response: { ...answers(200, "The source.", sourceDetail), ...gone },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { workspaceId } = callerOf(request);
      if (!isId(id)) throw notFound();
      return inWorkspace(db, workspaceId, (tx) => readSource(tx, { workspaceId, id, now: clock.now() }));
    },
  );
}

function changeSourceRoute(server: Server, { db, clock }: HttpOptions): void {
  server.patch(
    "/sources/:id",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "changeSource",
        tags: ["Sources"],
        summary: "Rename, set, pause or go on",
        params: pathId,
        body: changeSourceRequest,
        response: { ...answers(200, "The source as it is now.", sourceDetail), ...gone },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { workspaceId, actor } = callerOf(request);
      if (!isId(id)) throw notFound();
      const change: ChangeSourceRequest = request.body;
      await changeSource(db, { workspaceId, actor }, { id, change, now: clock.now() });
      return inWorkspace(db, workspaceId, (tx) => readSource(tx, { workspaceId, id, now: clock.now() }));
    },
  );
}

function createChallengeRoute(server: Server, { db }: HttpOptions): void {
  server.post(
    "/sources/:id/challenges",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "createChallenge",
        tags: ["Sources"],
        summary: "Get a mail to send to your public address, which has to come back here",
        description:
          "Send it from any mailbox. The source's `checks` then say what became of it: arrived, late, arrived-elsewhere, sender-rewritten, or never-arrived after 15 minutes.",
        params: pathId,
        body: createChallengeRequest,
        response: { ...answers(201, "The challenge, with its code: shown once.", createdChallenge), ...gone, ...impossible },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { workspaceId, actor } = callerOf(request);
      if (!isId(id)) throw notFound();
      const challenge = await createChallenge(
        db,
        { workspaceId, actor },
        { sourceId: id, publicAddress: request.body.publicAddress },
      );
      return reply.status(201).header("cache-control", "no-store").send(toWire(challenge));
    },
  );
}

function sendChallengeRoute(server: Server, options: HttpOptions): void {
  const { db, sending, mailDomain, messageIdKey, envelope } = options;
  const means = { submit: { messageIdKey, mailDomain, envelope }, hasDefaultRelay: sending.fallbackRelay !== null };
  server.post(
    "/sources/:id/challenge/send",
    {
      config: { access: "sources:write" },
      schema: {
        operationId: "sendChallenge",
        tags: ["Sources"],
        summary: "Send a mail to your public address through the relay, which has to come back here",
        description:
          "Inlet sends it and watches for it. On the source's `checks`, `sending` says what became of it on its way out, and `verdict` what came back.",
        params: pathId,
        body: createChallengeRequest,
        response: { ...answers(201, "The check, which waits for the mail.", sourceCheck), ...gone, ...impossible },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = callerOf(request);
      const sourceId = request.params.id;
      if (!isId(sourceId)) throw notFound();
      const { publicAddress } = request.body;
      const { id } = await sendChallenge(db, { workspaceId, actor }, { sourceId, publicAddress, means });
      const checks = await inWorkspace(db, workspaceId, (tx) => listSourceChecks(tx, sourceId));
      const check = checks.find((row) => row.id === id);
      if (check === undefined) throw notFound();
      return reply.status(201).send(toWire(toCheck(check)));
    },
  );
}

interface Day {
  hours: readonly number[];
  rows: readonly SourceHourRow[];
}

async function readDay(tx: Tx, now: Date): Promise<Day> {
  const thisHour = Math.floor(now.getTime() / hourMs) * hourMs;
  const hours = Array.from({ length: 24 }, (_, index) => thisHour - (23 - index) * hourMs);
  return { hours, rows: await readBooksOfSources(tx, new Date(hours[0] ?? thisHour)) };
}

async function readSource(tx: Tx, wanted: { workspaceId: WorkspaceId; id: SourceId; now: Date }) {
  const [row] = await listSources(tx, wanted.workspaceId, { limit: 1, after: null, only: wanted.id });
  if (row === undefined) throw notFound();
  const checks = await listSourceChecks(tx, row.id);
  return toWire({ ...withState(row, await readDay(tx, wanted.now)), checks: checks.map(toCheck) });
}

function withState(row: SourceListRow, day: Day) {
  const { challengeMissed: _challengeMissed, settings, ...source } = row;
  const mine = day.rows.filter((line) => line.sourceId === row.id);
  const seenAt = new Map(mine.map((line) => [line.hour.getTime(), line.seen]));
  const lastDay = {
    seen: mine.reduce((sum, line) => sum + line.seen, 0),
    setAside: mine.reduce((sum, line) => sum + line.setAside, 0),
    failed: mine.reduce((sum, line) => sum + line.failed, 0),
    hours: day.hours.map((hour) => seenAt.get(hour) ?? 0),
  };
  return { ...source, settings: parseSettings(settings), status: statusOf(row, lastDay.failed), lastDay };
}

function statusOf(row: SourceListRow, failed: number): "new" | "connected" | "failing" | "paused" {
  if (row.pausedAt !== null) return "paused";
  if (failed > 0 || row.challengeMissed) return "failing";
  return row.lastDeliveryAt === null ? "new" : "connected";
}

// Details are written by intake, for people: what is not a text there is not shown.
function toCheck(row: SourceCheckRow) {
  const { details, elsewhere, sending, ...check } = row;
  const text = (name: string) => (typeof details[name] === "string" ? details[name] : null);
  const isChallenge = row.kind === "challenge";
  return {
    ...check,
    code: isChallenge ? null : text("code"),
    link: isChallenge ? null : text("link"),
    address: isChallenge ? (row.verdict === "sender-rewritten" ? text("author") : null) : text("requestedBy"),
    arrivedAt: elsewhere,
    sending: sending === null ? null : { ...sending, nextTryAt: timeOf(sending.nextTryAt), sentAt: timeOf(sending.sentAt) },
    expiresAt: isChallenge ? new Date(row.createdAt.getTime() + challengePatienceSeconds * 1000) : null,
  };
}

// From JSON, where a time is a text with the database's offset.
function timeOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
