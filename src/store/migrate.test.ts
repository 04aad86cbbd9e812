// Migrations, and what a migrated database promises.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "#domain/errors.ts";
import { silentLog } from "#platform/log.ts";
import { emptyDatabase, testDatabase, type TestDatabase } from "../../test/database.ts";
import { inRegistry, inWorkspace } from "./db.ts";
import { assertDurable } from "./durability.ts";
import { ensureFirstWorkspace, listMigrations, migrate, ticketNumberSequence, type Migration } from "./migrate.ts";

const first: Migration = { name: "0001-first", sql: "create table a (n integer)", checksum: "one" };
const second: Migration = { name: "0002-second", sql: "create table b (n integer)", checksum: "two" };

async function code(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : `no AppError: ${String(error)}`;
}

describe("a database that is new", () => {
  let empty: Awaited<ReturnType<typeof emptyDatabase>>;
  beforeAll(async () => (empty = await emptyDatabase()));
  afterAll(() => empty.close());

  it("gets every migration once, and nothing the second time", async () => {
    expect(await migrate(empty.connection, [first])).toEqual({ applied: ["0001-first"], alreadyThere: 0 });
    expect(await migrate(empty.connection, [first, second])).toEqual({ applied: ["0002-second"], alreadyThere: 1 });
    expect(await migrate(empty.connection, [first, second])).toEqual({ applied: [], alreadyThere: 2 });
  });

  it("refuses an older Inlet, a changed migration, and one that comes late", async () => {
    expect(await code(migrate(empty.connection, [first]))).toBe("database-is-newer");
    expect(await code(migrate(empty.connection, [first, { ...second, checksum: "other" }]))).toBe("migration-changed");
    expect(await code(migrate(empty.connection, [{ ...first, name: "0000-late" }, first, second]))).toBe(
      "migration-out-of-order",
    );
  });

  it("is left as it was by a migration that fails", async () => {
    const broken = { name: "0003-broken", sql: "create table c (n integer); select no_such_function()", checksum: "x" };
    expect(await code(migrate(empty.connection, [first, second, broken]))).toBe("migration-failed");
    const mended = { ...broken, sql: "create table c (n integer)" };
    expect((await migrate(empty.connection, [first, second, mended])).applied).toEqual(["0003-broken"]);
  });
});

it("is migrated once when several servers start together", async () => {
  const databases = await Promise.all([emptyDatabase(), emptyDatabase()]);
  const reports = await Promise.all([...databases, ...databases].map(({ connection }) => migrate(connection)));
  const workspaces = await Promise.all(databases.flatMap(({ connection }) => [1, 2].map(() => ensureFirstWorkspace(connection))));
  expect(reports.filter((report) => report.applied.length > 0)).toHaveLength(2);
  expect(new Set(workspaces).size).toBe(2);
  await Promise.all(databases.map((database) => database.close()));
});

describe("a migrated database", () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await testDatabase()));
  afterAll(() => database.close());

  it("numbers tickets from 1, for the server's own role", async () => {
    const number = await inWorkspace(database.db, database.workspaceId, (tx) =>
      sql<{ n: number }>`select nextval(${ticketNumberSequence(database.workspaceId)}::regclass) as n`.execute(tx),
    );
    expect(number.rows[0]?.n).toBe(1);
  });

  it("lets the server read which migrations ran, and not forge them", async () => {
    const { rows } = await inRegistry(database.db, (tx) =>
      sql<{ name: string }>`select name from schema_migrations order by name`.execute(tx),
    );
    expect(rows.map((row) => row.name)).toEqual((await listMigrations()).map((migration) => migration.name));
    await expect(inRegistry(database.db, (tx) => sql`delete from schema_migrations`.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
  });

  it("has row-level security, forced, on every table with a workspace, except the registry and the search index", async () => {
    const open = await inRegistry(database.owner, (tx) =>
      sql<{ name: string }>`
        select c.relname as name from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
        where c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity) order by 1`.execute(tx),
    );
    expect(open.rows.map((row) => row.name)).toEqual([
      "credentials",
      "delivery_queue",
      "message_search",
      "routes",
      "submission_queue",
    ]);
  });

  it("is refused while it could forget what it confirmed, unless that is asked for", async () => {
    await assertDurable(database.db, { allowUnsafe: false, log: silentLog });
    const { connection } = database;
    const { openDb, closeDb } = await import("./db.ts");
    await inRegistry(database.owner, (tx) =>
      sql`alter database ${sql.ref(connection.database)} set synchronous_commit = off`.execute(tx),
    );
    const careless = openDb({ connection, max: 1, role: "inlet_app" });
    expect(await code(assertDurable(careless, { allowUnsafe: false, log: silentLog }))).toBe("database-not-durable");
    await assertDurable(careless, { allowUnsafe: true, log: silentLog });
    await closeDb(careless);
  });
});

describe("a database that cannot hold every character", () => {
  it("is refused before anything is made in it", async () => {
    const empty = await emptyDatabase();
    const { openDb, closeDb } = await import("./db.ts");
    const { Client } = (await import("pg")).default;
    const admin = new Client(empty.connection);
    await admin.connect();
    const narrow = `narrow_${Date.now()}`;
    await admin.query(`create database ${narrow} encoding 'LATIN1' locale 'C' template template0`);
    const db = openDb({ connection: { ...empty.connection, database: narrow }, max: 1, role: null });
    expect(await code(assertDurable(db, { allowUnsafe: true, log: silentLog }))).toBe("database-not-utf8");
    await closeDb(db);
    await admin.query(`drop database ${narrow}`);
    await admin.end();
    await empty.close();
  });
});

describe("a database user that may not create roles", () => {
  it("is told the statements that an administrator must run", async () => {
    const empty = await emptyDatabase();
    const { Client } = (await import("pg")).default;
    const admin = new Client(empty.connection);
    await admin.connect();
    const user = `weak_${Date.now()}`;
    await admin.query(`create role ${user} login; grant create on schema public to ${user}`);
    const error = await migrate({ ...empty.connection, user }, [first]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).publicMessage).toContain(`GRANT inlet_app TO ${user} WITH SET TRUE, INHERIT FALSE;`);
    await admin.query(`grant inlet_app to ${user} with set true, inherit false`);
    expect((await migrate({ ...empty.connection, user }, [first])).applied).toEqual(["0001-first"]);
    await admin.end();
    await empty.close();
  });
});
