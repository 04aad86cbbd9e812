// The installation that a command works on: the same environment, data root and database as the server's, running or not.
import { createLog } from "#platform/log.ts";
import { type Config, readConfig } from "../config.ts";
import { type OpenDatabase, openDatabase } from "../open-database.ts";

/** Opens the installation for one piece of work. A server that runs beside it is not disturbed. */
export async function withInstallation<T>(work: (database: OpenDatabase, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const database = await openDatabase(config, createLog({ level: config.logLevel === "debug" ? "debug" : "warn" }), {
    connections: 2,
    owner: "command",
  });
  try {
    return await work(database, config);
  } finally {
    await database.close();
  }
}
