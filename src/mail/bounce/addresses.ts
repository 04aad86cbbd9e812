// Addresses as they stand in a report's running text: in angle brackets, quotes, bullets or bare, with whatever is glued to them.

export interface FoundAddress {
  address: string;
  /** Where it begins and ends in the line, with the brackets around it. */
  start: number;
  end: number;
}

const maxAddressLength = 320;
const maxPerLine = 20;

/** The address that a value consists of, without its brackets and comments; null where it is none. */
export function bareAddress(value: string): string | null {
  const text = value.trim().slice(0, 2 * maxAddressLength);
  const found = findAddresses(text)[0];
  if (found === undefined) return null;
  const before = text.slice(0, found.start).trim();
  return before === "" || /[<("'`:;,\s]$/.test(text.slice(0, found.start)) ? found.address : null;
}

/** All addresses in a line, from left to right; linear, at most 20. */
export function findAddresses(line: string): FoundAddress[] {
  const found: FoundAddress[] = [];
  let at = line.indexOf("@");
  for (let seen = 0; at !== -1 && seen < maxPerLine; seen += 1) {
    const address = addressAround(line, at, found.at(-1)?.end ?? 0);
    if (address !== null) found.push(address);
    at = line.indexOf("@", Math.max(at + 1, address?.end ?? 0));
  }
  return found;
}

const localStop = /[@\s<>()[\]{},;:"'`|\\（）「」【】《》：，、。；]/;
const domainCharacter = /[\p{L}\p{N}.-]/u;

function addressAround(line: string, at: number, from: number): FoundAddress | null {
  const start = line[at - 1] === '"' ? quotedStart(line, at, from) : localStart(line, at, from);
  let end = at + 1;
  while (end < line.length && end - at <= 256 && domainCharacter.test(line[end]!)) end += 1;
  while (end > at + 1 && /[.-]/.test(line[end - 1]!)) end -= 1;
  if (start >= at || end <= at + 1 || at - start > 160) return null;
  const address = `${line.slice(start, at)}${line.slice(at, end).toLowerCase()}`;
  const opens = start > 0 && line[start - 1] === "<";
  return { address, start: opens ? start - 1 : start, end: opens && line[end] === ">" ? end + 1 : end };
}

function localStart(line: string, at: number, from: number): number {
  let start = at;
  while (start > from && at - start <= 160 && !localStop.test(line[start - 1]!)) start -= 1;
  // `=?utf-8?…?=@host` and `user=host@relay` are addresses; `T=[user@host` is not one with its label.
  while (start < at && /[*.]/.test(line[start]!)) start += 1;
  return start;
}

// RFC 5321 §4.1.2: a local part in quotes may hold anything.
function quotedStart(line: string, at: number, from: number): number {
  const open = line.lastIndexOf('"', at - 2);
  return open >= from ? open : at;
}
