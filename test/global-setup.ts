// One PostgreSQL for the whole test run, with a migrated template that each test file clones.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { silentLog } from "#platform/log.ts";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { ensureFirstWorkspace, migrate } from "#store/migrate.ts";

export interface DatabaseTemplate {
  host: string;
  user: string;
  template: string;
  workspaceId: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    database: DatabaseTemplate;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { template, stop } = await startTemplate();
  project.provide("database", template);
  return stop;
}

/** The server and its template; stop() leaves nothing behind. `settings` are PostgreSQL's own, such as `fsync=off`. */
export async function startTemplate(settings: readonly string[] = []) {
  const dataDir = await mkdtemp(join(tmpdir(), "inlet-test-"));
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog, settings: ["max_connections=300", ...settings] });
  await migrate(server.connection);
  const workspaceId = await ensureFirstWorkspace(server.connection);
  const { host, user, database } = server.connection;
  const template: DatabaseTemplate = { host, user, template: database, workspaceId };
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { template, stop };
}
