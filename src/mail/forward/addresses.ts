// Names and addresses as mail programs print them for people in a forward's header block: looser than any header field may be.
import type { Address } from "#domain/message.ts";
import { readAddress } from "../address.ts";
import { decodeWordsInText } from "../header-text.ts";

/** Somebody whom a header block names; some programs print the name alone. */
export interface Named {
  name: string;
  address: string | null;
}

const maxValue = 40_000;
const maxNamed = 200;
const maxName = 500;
/** An address wherever it stands: in angle, square or round brackets, behind `mailto:`, bare. */
const addresses = /[^\s<>()[\]"',;:，；：＜＞„“”«»]{1,100}@[^\s<>()[\]"',;:@，；：＜＞„“”«»]{1,200}/g;

/** Outlook's "on behalf of": who is named first sent it. */
const onBehalf =
  /\s(?:on behalf of|im auftrag von|de la part de|en nombre de|em nome de|per conto di|namens|för|på vegne af|på vegne av|w imieniu|jménem|от имени|代表)\s/i;

/** The author that a block names, or null where it names nobody. */
export function readNamed(value: string): Named | null {
  const text = value.slice(0, maxValue);
  const behalf = onBehalf.exec(text);
  const sender = behalf === null ? text : text.slice(0, behalf.index);
  const found = readGroups(sender, 1)[0] ?? null;
  if (found !== null) return found;
  const angle = sender.indexOf("<");
  const name = cleanName(angle > 0 ? sender.slice(0, angle) : sender);
  return name === "" ? null : { name, address: null };
}

/** The recipients that have an address, without repeats. */
export function readNamedList(value: string): Address[] {
  const seen = new Set<string>();
  const list: Address[] = [];
  for (const { name, address } of readGroups(value.slice(0, maxValue), maxNamed)) {
    if (seen.has(address.toLowerCase())) continue;
    seen.add(address.toLowerCase());
    list.push({ name, address });
  }
  return list;
}

interface Group {
  name: string;
  address: string;
}

// Each address with the words in front of it. The same address again, without a word or a separator between, is what a mail program
// made of a link: `a@b <a@b>`, `a@b<mailto:a@b>`, `[mailto:a@b]<mailto:a@b>`.
function readGroups(value: string, max: number): Group[] {
  const groups: Group[] = [];
  let end = 0;
  for (const { 0: written, index } of value.matchAll(addresses)) {
    const address = readAddress(withoutDots(written));
    // Notes' own names ("Ann Lee/Office/Company@Company") are no addresses.
    if (address === null || written.includes("/")) continue;
    const gap = value.slice(end, index);
    end = index + written.length;
    const last = groups.at(-1);
    if (last !== undefined && goesOn(gap)) {
      if (last.address.toLowerCase() !== address.toLowerCase()) replaceAddress(last, address, gap);
      continue;
    }
    if (last !== undefined && last.name === "") last.name = commentOf(gap);
    if (groups.length >= max) return groups;
    groups.push({ name: nameBefore(gap, address), address });
  }
  const last = groups.at(-1);
  if (last !== undefined && last.name === "") last.name = commentOf(value.slice(end));
  return groups;
}

/** Between two forms of one mailbox: brackets, quotes and `mailto:` only. */
const between = /^[\s<>()[\]"'„“”«»＜＞]*(?:mailto:)?[\s<]*$/i;

function goesOn(gap: string): boolean {
  return gap.length < 40 && between.test(gap) && gap.trim() !== "";
}

// "a@b <c@d>": the one in angle brackets is meant; a link's target is not.
function replaceAddress(group: Group, address: string, gap: string): void {
  if (!gap.includes("<") || /mailto/i.test(gap)) return;
  group.name = group.name === "" ? group.address : group.name;
  group.address = address;
}

// "a@b (Name)", as old programs have it.
function commentOf(gap: string): string {
  const found = /^[\s>\]]{0,10}\(([^()@]{1,200})\)/.exec(gap);
  return found === null ? "" : cleanName(found[1]!);
}

// Semicolons part people; commas do so as well, and stand inside names ("Last, First"): only those in front of all words part.
function nameBefore(gap: string, address: string): string {
  const semicolon = Math.max(gap.lastIndexOf(";"), gap.lastIndexOf("；"));
  const text = withoutComment(gap.slice(semicolon + 1)).replace(/mailto:\s*$/i, "");
  const name = cleanName(text);
  return name.toLowerCase() === address.toLowerCase() ? "" : name;
}

function withoutComment(gap: string): string {
  const found = /^[\s>\]]{0,10}\([^()@]{1,200}\)\s*,/.exec(gap);
  return found === null ? gap : gap.slice(found[0].length);
}

const around = new Set("\"'„“”«»‘’<>[](),;:*_|，；＜＞ \t\u00a0");

function cleanName(text: string): string {
  // Text terminals pass header fields on as they came, encoded words and all.
  const decoded = text.includes("=?") ? decodeWordsInText(text.slice(-maxName * 8)) : text.slice(-maxName * 4);
  const flat = decoded.replace(/\s+/g, " ");
  let start = 0;
  let end = flat.length;
  while (start < end && around.has(flat[start]!)) start += 1;
  while (end > start && around.has(flat[end - 1]!)) end -= 1;
  // A bracket that a name closes itself: "Doe, John (Company)".
  if (flat[end] === ")" && flat.slice(start, end).includes("(")) end += 1;
  return flat.slice(start, end).replaceAll('"', "").slice(0, maxName).toWellFormed();
}

function withoutDots(address: string): string {
  let end = address.length;
  while (end > 0 && ".-_*".includes(address[end - 1]!)) end -= 1;
  return address.slice(0, end).replace(/^[*_]+(?=[^*_])/, "");
}
