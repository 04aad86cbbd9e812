// Brings a database to this version's schema: the role that row-level security binds, then each migration once, in order.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import pg from "pg";
import { AppError } from "#domain/errors.ts";
import { type WorkspaceId, newId } from "#domain/ids.ts";

export interface Migration {
  /** The file's name without ".sql": four digits, a dash, words. */
  name: string;
  sql: string;
  /** SHA-256 of the file, hexadecimal: an applied migration never changes again. */
  checksum: string;
}

export interface MigrationReport {
  applied: readonly string[];
  alreadyThere: number;
}

const directory = new URL("./migrations/", import.meta.url);
// Any number, the same in every version: two servers that start together migrate one after the other.
const migrationLock = 4_676_012;

/** The migrations of this version, in the order they apply. */
export async function listMigrations(from: URL = directory): Promise<readonly Migration[]> {
  const names = (await readdir(from)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, from), "utf8");
      return { name: name.slice(0, -4), sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** Migrates as the database's owner. Forward only: a database from a newer version, or a changed migration, is refused. */
export async function migrate(owner: pg.ClientConfig, migrations?: readonly Migration[]): Promise<MigrationReport> {
  const known = migrations ?? (await listMigrations());
  return underLock(owner, async (client) => {
    await ensureAppRole(client);
    await client.query(
      "create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())",
    );
    const { rows } = await client.query<{ name: string; checksum: string }>(
      "select name, checksum from schema_migrations order by name",
    );
    refuseDifferences(known, rows);
    const missing = known.filter((migration) => !rows.some((row) => row.name === migration.name));
    for (const migration of missing) await apply(client, migration);
    // A migration may grant "all tables" to the app: this one it only reads.
    await client.query("revoke all on schema_migrations from inlet_app; grant select on schema_migrations to inlet_app");
    return { applied: missing.map((migration) => migration.name), alreadyThere: rows.length };
  });
}

/** Makes the first workspace of an installation, with its ticket numbers from 1. Returns the oldest workspace's id. */
export async function ensureFirstWorkspace(owner: pg.ClientConfig, name = "Support"): Promise<WorkspaceId> {
  return underLock(owner, async (client) => {
    const { rows } = await client.query<{ id: string }>("select id from workspaces order by created_at, id limit 1");
    const found = rows[0];
    if (found !== undefined) return found.id;
    const id = newId();
    const sequence = ticketNumberSequence(id);
    await inTransaction(client, async () => {
      await client.query("insert into workspaces (id, name) values ($1, $2)", [id, name]);
      await client.query(`create sequence ${sequence} as bigint; grant usage on sequence ${sequence} to inlet_app`);
    });
    return id;
  });
}

/** A workspace's ticket numbers come from a sequence of its own: taking one does not serialise commits. */
export function ticketNumberSequence(workspaceId: WorkspaceId): string {
  if (!/^[0-9a-f-]{36}$/.test(workspaceId)) throw new Error("a workspace id is a lower-case UUID");
  return `ticket_number_${workspaceId.replaceAll("-", "")}`;
}

function refuseDifferences(known: readonly Migration[], applied: readonly { name: string; checksum: string }[]): void {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const migration = byName.get(name);
    if (migration === undefined) {
      throw refusal(
        "database-is-newer",
        `The database was used by a newer version of Inlet (migration ${name}). Start that version again, or restore a backup made before the upgrade.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw refusal(
        "migration-changed",
        `Migration ${name} is not the one this database was made with. Install an unchanged Inlet.`,
      );
    }
  }
  const newest = applied.at(-1)?.name ?? "";
  const late = known.find((migration) => migration.name < newest && !applied.some((row) => row.name === migration.name));
  if (late !== undefined)
    throw refusal(
      "migration-out-of-order",
      `Migration ${late.name} comes before ${newest}, which is applied already. Install an unchanged Inlet.`,
    );
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await inTransaction(client, async () => {
      await client.query(migration.sql);
      await client.query("insert into schema_migrations (name, checksum) values ($1, $2)", [migration.name, migration.checksum]);
    });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new AppError({
      code: "migration-failed",
      retry: "permanent",
      publicMessage: `Migration ${migration.name} failed and left the database as it was: ${said}`,
      cause,
    });
  }
}

/** The role that the server's connections act as: never a superuser, never exempt from row-level security. */
async function ensureAppRole(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ unbound: boolean }>(
    "select rolsuper or rolbypassrls as unbound from pg_roles where rolname = 'inlet_app'",
  );
  if (rows[0]?.unbound === true) {
    throw refusal(
      "app-role-unbound",
      "The role inlet_app is exempt from row-level security. Run: ALTER ROLE inlet_app NOSUPERUSER NOBYPASSRLS;",
    );
  }
  const { rows: me } = await client.query<{ name: string }>("select quote_ident(current_user) as name");
  const user = me[0]?.name ?? "current_user";
  const create = "CREATE ROLE inlet_app NOLOGIN";
  const grant = `GRANT inlet_app TO ${user} WITH SET TRUE, INHERIT FALSE`;
  if (rows.length === 0) await changeRole(client, create, [create, grant]);
  const { rows: may } = await client.query<{ set: boolean }>("select pg_has_role(current_user, 'inlet_app', 'SET') as set");
  if (may[0]?.set !== true) await changeRole(client, grant, [grant]);
}

async function changeRole(client: pg.Client, statement: string, needed: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      const code = (error as { code?: string }).code;
      // Another database of this server is set up at the same moment: the role exists now (duplicate_object, unique_violation).
      if (code === "42710" || code === "23505") return;
      // "tuple concurrently updated": the other one is not through yet.
      if (code === "XX000" && attempt < 5) continue;
      if (code !== "42501") throw error;
      throw refusal(
        "app-role-missing",
        `Inlet's database user may not create roles. As an administrator of the server, run once:\n${needed.map((line) => `  ${line};`).join("\n")}`,
      );
    }
  }
}

async function underLock<T>(owner: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...owner, connectionTimeoutMillis: 10_000, keepAlive: true, application_name: "inlet" });
  client.on("error", () => {});
  await client.connect();
  try {
    // A migration may not wait for ever for a table that somebody reads; it may take its time once it has it.
    await client.query("set lock_timeout = '60s'");
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    return await work(client);
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

function refusal(code: string, publicMessage: string): AppError {
  return new AppError({ code, retry: "permanent", publicMessage });
}
