// What has to be looked at once more before an answer leaves.
import type { Warning } from "./wire.ts";

/** As one text to compare; "" for none. */
export function doubtsOf(warnings: readonly Warning[], holes: readonly string[]): string {
  const asked = warnings.filter(({ severity }) => severity === "warning").map(({ code, address }) => `${code} ${address ?? ""}`);
  return [...asked, ...holes].join("\n");
}

/** Places of a canned reply that nothing is known for: {{order.number}}. */
export function holesIn(text: string): string[] {
  return [...new Set(text.match(/\{\{[\w.| ]+\}\}/g) ?? [])];
}
