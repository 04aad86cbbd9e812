// A real PostgreSQL database of one's own for a test file: a clone of the migrated template.
import pg from "pg";
import { inject } from "vitest";
import type { WorkspaceId } from "#domain/ids.ts";
import { type Db, closeDb, openDb } from "#store/db.ts";
import type { DatabaseTemplate } from "./global-setup.ts";

export interface TestDatabase {
  /** As the server sees it: role inlet_app, bound by row-level security. */
  db: Db;
  /** As the owner sees it: every row. For arranging, and for proving that a wall is what holds. */
  owner: Db;
  /** The one workspace that exists at the start. */
  workspaceId: WorkspaceId;
  /** For node-postgres: to start a whole server on this database, or to break its connections. */
  connection: { host: string; user: string; database: string };
  close(): Promise<void>;
}

let count = 0;

/** Makes the clone; close() drops it. Once for each test file, in beforeAll. */
export function testDatabase(): Promise<TestDatabase> {
  return cloneTemplate(inject("database"));
}

/** The same outside a test run. */
export async function cloneTemplate({ host, user, template, workspaceId }: DatabaseTemplate): Promise<TestDatabase> {
  const name = `test_${process.pid}_${Date.now().toString(36)}_${(count += 1)}`;
  const admin = { host, user, database: "postgres" };
  await run(admin, `create database ${name} template ${template}`);
  const connection = { host, user, database: name };
  const db = openDb({ connection, max: 5, role: "inlet_app" });
  const owner = openDb({ connection, max: 2, role: null });
  return {
    db,
    owner,
    workspaceId,
    connection,
    async close() {
      await Promise.all([closeDb(db), closeDb(owner)]);
      await run(admin, `drop database ${name} with (force)`);
    },
  };
}

/** An empty database without any table: for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<{ connection: TestDatabase["connection"]; close(): Promise<void> }> {
  const { host, user } = inject("database");
  const name = `empty_${process.pid}_${Date.now().toString(36)}_${(count += 1)}`;
  const admin = { host, user, database: "postgres" };
  await run(admin, `create database ${name}`);
  return { connection: { host, user, database: name }, close: () => run(admin, `drop database ${name} with (force)`) };
}

async function run(connection: pg.ClientConfig, statement: string): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
