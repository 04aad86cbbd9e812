// One server at a time works on an embedded database: who starts it also stops it, and two would stop it under each other.
import pg from "pg";
import { AppError } from "#domain/errors.ts";

// Any number but that of the migrations' lock.
const serverLock = 4_676_013;

/**
 * Takes the lock for as long as this process lives, on a connection of its own: PostgreSQL gives it back when that ends, also
 * by kill -9. Throws AppError "data-directory-in-use" when another server has it.
 */
export async function holdServerLock(connection: pg.ClientConfig): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000, application_name: "inlet server lock" });
  // When the database restarts the lock is gone, and so is any reason to end for it.
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [serverLock]);
  const release = () => client.end().catch(() => {});
  if (rows[0]?.taken === true) return { release };
  await release();
  throw new AppError({
    code: "data-directory-in-use",
    retry: "permanent",
    publicMessage:
      "Another Inlet server runs on this data directory. Stop it first, or set INLET_DATA_DIR. For two servers on one database, give both the same DATABASE_URL.",
  });
}
