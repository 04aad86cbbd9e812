// Reads what arrived, as simply as can be: so that a fault of our own reader cannot hide one of our writer.

/** All fields of a header, unfolded, in order; names in lower case. */
export function headerFields(raw: Buffer): [name: string, value: string][] {
  const text = raw.toString("latin1");
  const head = text.slice(0, text.indexOf("\r\n\r\n"));
  return head
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n")
    .map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
}

/** The first field of this name; empty when there is none. */
export function simpleHeader(raw: Buffer, name: string): string {
  return headerFields(raw).find(([key]) => key === name)?.[1] ?? "";
}
