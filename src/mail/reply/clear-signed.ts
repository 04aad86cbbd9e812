// The armor around a text that was signed in place (RFC 9580 §7): the lines above it, and the signature below it.
import type { Line } from "./lines.ts";

const beginning = "-----BEGIN PGP SIGNED MESSAGE-----";
const signature = "-----BEGIN PGP SIGNATURE-----";
const end = "-----END PGP SIGNATURE-----";
/** No signature has more lines. */
const longestSignature = 60;

/** The line behind the armor that stands above the signed text; 0 where none begins here. */
export function endOfArmor(lines: readonly Line[], from: number): number {
  if (lines[from]!.text !== beginning) return 0;
  let at = from + 1;
  // RFC 9580 §7: header lines, and the blank line that ends them.
  while (at < lines.length && lines[at]!.gap === 0 && /^(?:Hash|Charset|NotDashEscaped|Comment|Version):/.test(lines[at]!.text))
    at += 1;
  return at;
}

/** The line behind the signature; 0 where none begins here, or it does not end. */
export function endOfPgpSignature(lines: readonly Line[], from: number): number {
  if (!isPgpSignature(lines[from]!)) return 0;
  const last = Math.min(lines.length, from + longestSignature);
  for (let at = from + 1; at < last; at += 1) if (lines[at]!.text === end) return at + 1;
  return 0;
}

export function isPgpSignature({ text }: Line): boolean {
  return text === signature;
}
