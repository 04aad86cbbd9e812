// From a Config to a database that is ready: running, new enough, durable, migrated, with its first workspace.
import type pg from "pg";
import type { WorkspaceId } from "#domain/ids.ts";
import { AppError, messageOf } from "#domain/errors.ts";
import type { Logger } from "#platform/log.ts";
import { type Db, closeDb, openDb } from "#store/db.ts";
import { assertDurable } from "#store/durability.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { ensureFirstWorkspace, migrate } from "#store/migrate.ts";
import { holdServerLock } from "#store/server-lock.ts";
import type { Config } from "./config.ts";

export interface OpenDatabase {
  /** For node-postgres, to open further pools. */
  connection: pg.PoolConfig;
  /** As the server: role inlet_app, bound by row-level security. */
  db: Db;
  /** The oldest workspace. */
  workspaceId: WorkspaceId;
  migrated: readonly string[];
  /** Closes the pool and, for a server, stops the embedded database; a command leaves it to whoever else uses it. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Connections kept at most. */
  connections: number;
  /** A server stops the embedded database at its end, so only one may have it; commands come and go beside it. */
  owner: "server" | "command";
}

export async function openDatabase(config: Config, log: Logger, options: OpenOptions): Promise<OpenDatabase> {
  const embedded = config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: config.dataDir, log }) : null;
  const connection: pg.PoolConfig = embedded?.connection ?? { connectionString: config.databaseUrl?.reveal() ?? "" };
  const db = openDb({ connection, max: options.connections, role: "inlet_app" });
  let lock: { release(): Promise<void> } | null = null;
  try {
    if (embedded !== null && options.owner === "server") lock = await holdServerLock(connection);
    await assertUsable(connection, config, log);
    const { applied } = await migrate(connection);
    if (applied.length > 0) log.info({ part: "store", migrations: applied }, "database migrated");
    const workspaceId = await ensureFirstWorkspace(connection);
    const end = (database: EmbeddedPostgres) => (options.owner === "server" ? database.stop() : database.release());
    const close = async () => {
      await closeDb(db);
      await lock?.release();
      if (embedded !== null) await end(embedded);
    };
    return {
      connection,
      db,
      workspaceId,
      migrated: applied,
      close,
    };
  } catch (error) {
    await closeDb(db);
    await lock?.release();
    await embedded?.release();
    throw explain(error);
  }
}

/** Asked as the owner: the role of the server does not exist before the first migration. */
async function assertUsable(connection: pg.PoolConfig, config: Config, log: Logger): Promise<void> {
  const owner = openDb({ connection, max: 1, role: null });
  try {
    await assertDurable(owner, { allowUnsafe: config.unsafeNoFsync, log });
  } finally {
    await closeDb(owner);
  }
}

/** A database that cannot be reached is the commonest trouble of a first start: it gets a sentence, without the password. */
function explain(error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (error instanceof AppError || typeof code !== "string") return error;
  const refused = ["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT", "ENOENT", "28P01", "28000", "3D000"];
  if (!refused.includes(code)) return error;
  return new AppError({
    code: "database-unreachable",
    retry: "transient",
    publicMessage: `The database cannot be used: ${messageOf(error)}. Check DATABASE_URL, and that the server runs.`,
    cause: error,
  });
}
