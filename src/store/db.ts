// The doors to the database: inWorkspace for a tenant's rows, inRegistry for the few tables that are read before the tenant is known.
import type { Socket } from "node:net";
import {
  CamelCasePlugin,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type Transaction,
  sql,
} from "kysely";
import pg from "pg";
import { isId, type WorkspaceId } from "#domain/ids.ts";
import { planned, withPlan } from "./planned.ts";
import type { Schema } from "./schema.ts";

/** An open transaction. Every store function takes one first; none takes a Db. */
export type Tx = Transaction<Schema>;

declare const door: unique symbol;
/** The database, which answers no query by itself: go through one of the doors. */
export interface Db {
  readonly [door]: true;
}

export interface DbOptions {
  /** Connection settings of node-postgres: a connection string, or host (a socket directory), user and database. */
  connection: pg.PoolConfig;
  /** Connections kept at most. */
  max: number;
  /** The role that row-level security binds; null only for the owner's own work (migrations, tests that prove the walls). */
  role: "inlet_app" | null;
  /** Commits without waiting for the disk. Only for what a crash may forget: leases. */
  forgetful?: boolean;
}

// timestamptz stays a Date; bigint fits a number here: ticket numbers and counts, never money.
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as pg.CustomTypesConfig["getTypeParser"],
};

const inside = new WeakMap<Db, { kysely: Kysely<Schema>; pool: pg.Pool }>();

/** Opens a pool. Nothing is asked of the server until a door is used. */
export function openDb(options: DbOptions): Db {
  const pool = new pg.Pool({
    ...options.connection,
    max: options.max,
    types,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: "inlet",
    // Statements that do not wait for each other share a round trip (see inOneTrip). Not yet in the type declarations.
    ...({ pipeline: true } as pg.PoolConfig),
    options: [
      options.role === null ? "" : `-c role=${options.role}`,
      options.forgetful === true ? "-c synchronous_commit=off" : "",
      // Every query here is meant to use an index. On a young database the statistics still say "empty", and a plan that reads
      // a whole table (kept for the connection's life, see planned.ts) would stay while the table grows: docs/decisions/0011.
      "-c enable_seqscan=off",
      "-c statement_timeout=30000",
      "-c idle_in_transaction_session_timeout=60000",
    ].join(" "),
  });
  // An idle connection that breaks is replaced at the next use; unheard, its error would end the process.
  pool.on("error", () => {});
  // So would one that breaks between two statements of a transaction; the next statement fails and says so.
  pool.on("connect", (client) => client.on("error", () => {}));
  const kysely = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: planning(pool) }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  const db = {} as Db;
  inside.set(db, { kysely, pool });
  return db;
}

/** The pool as kysely sees it, which knows neither names of statements nor how they travel. */
function planning(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const query = (text: string, values: readonly unknown[]) => {
        sendTogether(client);
        return client.query(withPlan(text, values));
      };
      return { query, release: (destroy?: boolean) => client.release(destroy) } as unknown as PostgresPoolClient;
    },
  };
}

// All statements of this turn leave in one packet: each packet of its own would wake the database once more.
function sendTogether(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** Runs `work` in one transaction that sees the rows of this workspace and no others. The only way to a tenant's rows. */
export function inWorkspace<T>(db: Db, workspaceId: WorkspaceId, work: (tx: Tx) => Promise<T>): Promise<T> {
  return unlock(db)
    .kysely.transaction()
    .execute(async (tx) => {
      await sql`${sql.raw(planned)}select set_config('inlet.workspace_id', ${workspaceId}, true)`.execute(tx);
      return work(tx);
    });
}

/** Runs `work` in one transaction that sees registry tables only: every workspace table looks empty from here. */
export function inRegistry<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return unlock(db).kysely.transaction().execute(work);
}

/** A statement for `inOneTrip`. One with a name is planned once for each connection. */
export interface Statement {
  text: string;
  values: unknown[];
  name?: string;
}

/**
 * One statement in a transaction of its own, sent together with its BEGIN and its COMMIT: for the accept path, where three
 * more round trips would be half of the wait. `beforeCommit` runs between the two, at the price of waiting for them.
 */
export async function inOneTrip<Row extends object>(
  db: Db,
  workspaceId: WorkspaceId,
  statement: Statement,
  beforeCommit?: () => Promise<void>,
): Promise<Row[]> {
  // It stands in the text of a statement below.
  if (!isId(workspaceId)) throw new TypeError("a workspace id is a UUID");
  const client = await unlock(db).pool.connect();
  let failed = true;
  try {
    sendTogether(client);
    const begun = client.query(`begin; set local inlet.workspace_id = '${workspaceId}'`);
    const written = client.query<Row>(statement);
    if (beforeCommit !== undefined) await allOf([begun, written]).then(beforeCommit);
    const [, result, end] = await allOf([begun, written, client.query("commit")]);
    // PostgreSQL answers the COMMIT of a transaction that failed with ROLLBACK, and no error.
    if (end.command !== "COMMIT") throw new Error("the transaction was rolled back");
    failed = false;
    return result.rows;
  } finally {
    // A connection that failed is thrown away, and its transaction with it.
    client.release(failed);
  }
}

// Waits for every answer before the first error is thrown: none of them may come when the connection is another's.
async function allOf<T extends readonly unknown[]>(answers: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(answers);
  return (await Promise.all(answers)) as unknown as T;
}

/** One connection for LISTEN, outside the pool's counting; the caller ends it. */
export async function connectListener(db: Db): Promise<pg.Client> {
  const client = new pg.Client({ ...(unlock(db).pool.options as pg.ClientConfig), keepAlive: true });
  // Before connecting: the server's goodbye can come in one packet with its welcome, before the caller can listen for it.
  client.on("error", () => {});
  await client.connect();
  return client;
}

export async function closeDb(db: Db): Promise<void> {
  await unlock(db).kysely.destroy();
}

function unlock(db: Db): { kysely: Kysely<Schema>; pool: pg.Pool } {
  const found = inside.get(db);
  if (found === undefined) throw new Error("this Db was not made by openDb");
  return found;
}
