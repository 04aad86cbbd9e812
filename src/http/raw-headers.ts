// The header section of a raw message as text, for people who want to see it as it came.

const longest = 256 * 1024;

/** Up to the empty line that ends it (RFC 5322 §2.1), at most 256 kB. Bytes that are not UTF-8 show as Latin-1, none is lost. */
export function headerText(raw: Buffer): string {
  const head = raw.subarray(0, longest);
  const ends = [head.indexOf("\r\n\r\n"), head.indexOf("\n\n")].filter((index) => index !== -1);
  const section = head.subarray(0, ends.length === 0 ? head.length : Math.min(...ends));
  return decode(section).replaceAll("\r\n", "\n").replaceAll("\0", "\uFFFD");
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}
