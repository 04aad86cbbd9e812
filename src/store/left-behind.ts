// What nobody needs any more, and which blobs somebody does.
import { sql } from "kysely";
import type { Tx } from "./db.ts";

/** Of these blobs (SHA-256), those that a message, a raw message or an upload names. */
export async function findNeededBlobs(tx: Tx, sha256: readonly string[]): Promise<Set<string>> {
  if (sha256.length === 0) return new Set();
  const { rows } = await sql<{ name: string }>`
    select encode(b.sha256, 'hex') as name
    from (select decode(n, 'hex') as sha256 from unnest(${[...sha256]}::text[]) n) b
    where exists (select from attachments a where a.sha256 = b.sha256)
      or exists (select from raw_messages r where r.sha256 = b.sha256 and r.bytes is null)
      or exists (select from uploads u where u.sha256 = b.sha256)`.execute(tx);
  return new Set(rows.map(({ name }) => name));
}

/** Nobody is kept from a second automatic mail by what was sent before then. */
export async function forgetAutomaticMail(tx: Tx, before: Date): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("automaticMail").where("at", "<", before).executeTakeFirst();
  return Number(numDeletedRows);
}
