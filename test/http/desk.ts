// A running desk for HTTP tests: the real server on a real database, people and programs to call it, and rows to find.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance, InjectOptions } from "fastify";
import { Registry } from "prom-client";
import { type Role, type Scope, scopes as allScopes } from "#contract/agents.ts";
import { newId } from "#domain/ids.ts";
import { createApiKey } from "#desk/api-keys.ts";
import { openSession } from "#desk/sessions.ts";
import { type HttpOptions, createHttpServer } from "#http/server.ts";
import { type TestClock, testClock } from "../clock.ts";
import { outgoingHtml } from "#mail/outgoing-html.ts";
import { silentLog } from "#platform/log.ts";
import { Secret, createEnvelope, hashPassword } from "#platform/secrets.ts";
import { createDiskBlobs } from "#store/blobs.ts";
import { inWorkspace } from "#store/db.ts";
import { type TestDatabase, testDatabase } from "../database.ts";
import { testSendingTools } from "./sending-tools.ts";

export { type Planted, plant } from "./plant.ts";

export interface TestDesk {
  server: FastifyInstance;
  database: TestDatabase;
  options: HttpOptions;
  clock: TestClock;
  /** Calls as somebody; without `as`, as nobody. Paths are below /api/v1 unless they start with "//". */
  call(method: string, path: string, more?: { as?: Caller; body?: unknown; headers?: Record<string, string> }): Promise<Answer>;
  close(): Promise<void>;
}

export type Caller = { key: string } | { session: string };

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  json: any;
}

export const password = "correct horse battery";

/** The password's hash, made once: argon2id is slow on purpose. */
let hashed: Promise<string> | undefined;

export async function testDesk(change: Partial<HttpOptions> = {}): Promise<TestDesk> {
  const database = await testDatabase();
  const directory = await mkdtemp(join(tmpdir(), "inlet-http-"));
  const clock = testClock(new Date());
  const options: HttpOptions = {
    db: database.db,
    blobs: createDiskBlobs(join(directory, "blobs")),
    blobDirectory: directory,
    envelope: createEnvelope(new Secret("a secret for tests that is long enough")),
    sanitize: async (html) => ({ html: `<!doctype html>${html.replace(/<script.*?<\/script>/gs, "")}`, blockedRemoteImages: 0 }),
    mailHtml: async (html, pictures) => outgoingHtml(html, { pictures }),
    messageIdKey: new Uint8Array(32).fill(7),
    sending: testSendingTools(),
    log: silentLog,
    clock,
    workspaceId: database.workspaceId,
    mailDomain: "mail.test",
    publicUrl: null,
    consoleDirectory: join(directory, "console"),
    metricsToken: null,
    metrics: new Registry(),
    version: "0.0.0-test",
    isDraining: () => false,
    requestsPerMinute: 1_000_000,
    ...change,
  };
  const server = await createHttpServer(options);
  await server.ready();
  return {
    server,
    database,
    options,
    clock,
    call: (method, path, more) => call(server, method, path, more ?? {}),
    async close() {
      await server.close();
      await database.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function call(
  server: FastifyInstance,
  method: string,
  path: string,
  { as, body, headers }: { as?: Caller; body?: unknown; headers?: Record<string, string> },
): Promise<Answer> {
  const request: InjectOptions = {
    method: method as "GET",
    url: path.startsWith("//") ? path.slice(1) : `/api/v1${path}`,
    headers: { host: "desk.test", ...identity(as, method), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  };
  const answer = await server.inject(request);
  const isJson = String(answer.headers["content-type"] ?? "").includes("json");
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    json: isJson && answer.body !== "" ? JSON.parse(answer.body) : undefined,
  };
}

/** How somebody says who they are. */
export function headersOf(as: Caller): Record<string, string> {
  return "key" in as ? { authorization: `Bearer ${as.key}` } : { cookie: `inlet_session=${as.session}` };
}

/** The same for a call; a browser adds its origin to whatever changes something. */
function identity(as: Caller | undefined, method: string): Record<string, string> {
  const headers = as === undefined ? {} : headersOf(as);
  if (method === "GET" || "authorization" in headers) return headers;
  return { ...headers, origin: "http://desk.test" };
}

export async function makeWorkspace(database: TestDatabase, name: string): Promise<string> {
  const id = newId();
  const { default: pg } = await import("pg");
  const client = new pg.Client(database.connection);
  await client.connect();
  try {
    await client.query("insert into workspaces (id, name) values ($1, $2)", [id, name]);
  } finally {
    await client.end();
  }
  return id;
}

export interface TestAgent {
  id: string;
  email: string;
  as: { session: string };
}

export async function makeAgent(
  database: TestDatabase,
  wanted: { workspaceId?: string; role?: Role; email?: string; name?: string } = {},
): Promise<TestAgent> {
  const workspaceId = wanted.workspaceId ?? database.workspaceId;
  const id = newId();
  const email = wanted.email ?? `agent-${id.slice(-6)}@desk.test`;
  hashed ??= hashPassword(password);
  const passwordHash = await hashed;
  const session = await inWorkspace(database.db, workspaceId, async (tx) => {
    await tx
      .insertInto("agents")
      .values({ workspaceId, id, email, name: wanted.name ?? "Mira Okafor", role: wanted.role ?? "owner", passwordHash })
      .execute();
    return openSession(tx, { workspaceId, agentId: id, replaces: null, now: new Date() });
  });
  return { id, email, as: { session: session.token } };
}

export async function makeKey(
  database: TestDatabase,
  wanted: { workspaceId?: string; scopes?: readonly Scope[]; expiresAt?: Date } = {},
): Promise<{ id: string; as: { key: string } }> {
  const made = await createApiKey(
    database.db,
    { workspaceId: wanted.workspaceId ?? database.workspaceId, actor: { kind: "command-line" } },
    { name: "test", scopes: wanted.scopes ?? allScopes, expiresAt: wanted.expiresAt ?? null },
  );
  return { id: made.id, as: { key: made.key } };
}
