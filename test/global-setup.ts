// One PostgreSQL for the whole test run, with a migrated template that each test file clones.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { silentLog } from "#platform/log.ts";
import { startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { ensureFirstWorkspace, migrate } from "#store/migrate.ts";

declare module "vitest" {
  export interface ProvidedContext {
    database: { host: string; user: string; template: string; workspaceId: string };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "inlet-test-"));
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog, settings: ["max_connections=300"] });
  await migrate(server.connection);
  const workspaceId = await ensureFirstWorkspace(server.connection);
  const { host, user, database } = server.connection;
  project.provide("database", { host, user, template: database, workspaceId });
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
