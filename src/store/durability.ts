// What a PostgreSQL server must be before a single message is accepted: new enough, able to hold every character, and honest about what is on disk.
import { sql } from "kysely";
import { AppError } from "#domain/errors.ts";
import type { Logger } from "#platform/log.ts";
import { type Db, inRegistry } from "./db.ts";

const oldestVersion = 160_000;

/** Refuses a server that could forget what it confirmed. `allowUnsafe` starts anyway, with a warning at every start. */
export async function assertDurable(db: Db, options: { allowUnsafe: boolean; log: Logger }): Promise<void> {
  const server = await askServer(db);
  if (server.version < oldestVersion) {
    throw new AppError({
      code: "postgres-too-old",
      retry: "permanent",
      publicMessage: `The database server is PostgreSQL ${server.versionText}; Inlet needs version 16 or newer.`,
    });
  }
  if (server.encoding !== "UTF8") {
    throw new AppError({
      code: "database-not-utf8",
      retry: "permanent",
      publicMessage: `The database's encoding is ${server.encoding}; mail needs UTF8. Make it anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
    });
  }
  const off = server.durability.filter((setting) => setting.value === "off").map((setting) => setting.name);
  if (off.length === 0) return;
  const what = `${off.join(", ")} ${off.length === 1 ? "is" : "are"} off on the database server: a crash would lose mail that was confirmed`;
  if (options.allowUnsafe) {
    options.log.warn({ part: "store", off }, `${what}. INLET_UNSAFE_NO_FSYNC is set, so Inlet starts anyway`);
    return;
  }
  throw new AppError({
    code: "database-not-durable",
    retry: "permanent",
    publicMessage: `${what}. Switch ${off.length === 1 ? "it" : "them"} on; for throw-away data set INLET_UNSAFE_NO_FSYNC=1.`,
  });
}

interface Server {
  version: number;
  versionText: string;
  encoding: string;
  durability: readonly { name: string; value: string }[];
}

async function askServer(db: Db): Promise<Server> {
  const { rows } = await inRegistry(db, (tx) =>
    sql<{ name: string; value: string }>`
      select name, setting as value from pg_settings
      where name in ('server_version_num', 'server_version', 'server_encoding', 'fsync', 'full_page_writes', 'synchronous_commit')`.execute(
      tx,
    ),
  );
  const of = (name: string) => rows.find((row) => row.name === name)?.value ?? "";
  return {
    version: Number(of("server_version_num")),
    versionText: of("server_version"),
    encoding: of("server_encoding"),
    durability: rows.filter((row) => !row.name.startsWith("server_")),
  };
}
