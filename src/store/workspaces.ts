// Workspaces, for work that goes through all of them. A registry table: read through inRegistry.
import type { WorkspaceId } from "#domain/ids.ts";
import type { Tx } from "./db.ts";

/** Oldest first. */
export async function listWorkspaceIds(tx: Tx): Promise<WorkspaceId[]> {
  const rows = await tx.selectFrom("workspaces").select("id").orderBy("createdAt").orderBy("id").execute();
  return rows.map(({ id }) => id);
}
