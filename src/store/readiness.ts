// Whether the database is at this version's schema.
import { sql } from "kysely";
import type { Tx } from "./db.ts";
import { listMigrations } from "./migrate.ts";

/** Names of this version's migrations that are not applied. */
export async function missingMigrations(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(tx);
  const applied = new Set(rows.map((row) => row.name));
  return (await known()).filter((name) => !applied.has(name));
}

let names: Promise<string[]> | undefined;

function known(): Promise<string[]> {
  names ??= listMigrations().then((migrations) => migrations.map((migration) => migration.name));
  return names;
}
