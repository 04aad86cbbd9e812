// The charset that a mail's encoded words name: what its writer's program uses, for parts that name none.
import { charsetOf } from "./labels.ts";
import type { HeaderField } from "../header-fields.ts";

const searched = new Set(["subject", "from", "to", "thread-topic", "reply-to"]);

/** The first charset of an encoded word (RFC 2047 §2) that is no Unicode, or null. */
export function charsetInWords(fields: readonly HeaderField[]): string | null {
  for (const { name, value } of fields) {
    if (!searched.has(name)) continue;
    const word = /=\?([a-z0-9_.:-]{2,40})\?[bq]\?/i.exec(value.slice(0, 1_000));
    const charset = charsetOf(word?.[1] ?? null);
    if (charset !== null && charset !== "utf-8" && charset !== "us-ascii") return charset;
  }
  return null;
}
