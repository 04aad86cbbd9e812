// Why a TXT record is not where it should be, although somebody published something: doubled names, aliases, wildcards, pasting.
import { type Ask, valuesOf, withParents } from "./dns-answers.ts";
import type { Verdict } from "./dns-verdict.ts";

export interface Place {
  /** Where the record belongs. */
  name: string;
  /** Whether a text is the record that belongs there. */
  isOurs(text: string): boolean;
}

/** Looks for a record that is not at its name. `shown` is how a person may name it: "the SPF record". */
export function explainAbsence(place: Place, ask: Ask, shown: string): Verdict {
  return (
    aliased(place.name, ask) ??
    doubled(place, ask) ??
    incomplete(place, ask) ?? {
      state: "missing",
      code: "record-missing",
      found: [],
      advice: `There is no TXT record at ${place.name}. Publish ${shown}; if you just did, name servers may need up to an hour to tell everybody.`,
    }
  );
}

/** A CNAME takes the whole name: nothing published beside it is ever seen (RFC 1034 §3.6.2). */
export function aliased(name: string, ask: Ask): Verdict | null {
  const [target] = valuesOf(ask(name, "CNAME"));
  if (target === undefined) return null;
  return {
    state: "shadowed",
    code: "cname-in-the-way",
    found: [`CNAME ${target}`],
    advice: `${name} is an alias (CNAME) of ${target}, and beside a CNAME no other record counts. Remove the CNAME, then publish the record here.`,
  };
}

// Control panels append the zone's name to what is typed: whoever types the whole name has it twice.
function doubled({ name, isOurs }: Place, ask: Ask): Verdict | null {
  for (const zone of withParents(name).filter((parent) => !parent.startsWith("_") && !parent.includes("._") && parent !== name)) {
    const wrong = `${name}.${zone}`;
    const there = valuesOf(ask(wrong, "TXT")).find(isOurs);
    if (there === undefined) continue;
    return {
      state: "wrong",
      code: "name-doubled",
      found: [`${wrong}: ${there}`],
      advice: `The record stands at ${wrong}. Your DNS panel adds ${zone} by itself: enter the name as ${name.slice(0, -zone.length - 1)}, or end the whole name with a dot.`,
    };
  }
  return null;
}

// A key under its selector, without the `_domainkey` in between.
function incomplete({ name, isOurs }: Place, ask: Ask): Verdict | null {
  const wrong = name.replace("._domainkey.", ".");
  if (wrong === name) return null;
  const there = valuesOf(ask(wrong, "TXT")).find(isOurs);
  if (there === undefined) return null;
  return {
    state: "wrong",
    code: "name-incomplete",
    found: [`${wrong}: ${there}`],
    advice: `The record stands at ${wrong}; "_domainkey" is missing from its name. Publish it at ${name}.`,
  };
}

/** Something else answers at the name: an alias, or a wildcard that answers for every name nobody made. */
export function explainStranger(name: string, found: readonly string[], ask: Ask): Verdict | null {
  const alias = aliased(name, ask);
  if (alias !== null) return { ...alias, found: [...alias.found, ...found] };
  const probe = `inlet-no-such-name${name.slice(name.indexOf("."))}`;
  const anywhere = valuesOf(ask(probe, "TXT"));
  if (anywhere.length === 0 || !found.every((text) => anywhere.includes(text))) return null;
  return {
    state: "shadowed",
    code: "wildcard",
    found,
    advice: `Nothing is published at ${name}: a wildcard record (*) answers for it. Publish the record at exactly this name; it then takes the wildcard's place.`,
  };
}

export interface PasteFault {
  code: "pasted-quotes" | "pasted-backslashes" | "pasted-line";
  /** What it would be without the fault. */
  meant: string;
  text: string;
}

/** Marks of a zone file or a chat that were pasted into a panel with the value, and are now a part of it. */
export function pasteFault(given: string): PasteFault | null {
  const line = /\b(?:IN\s+)?TXT\s+\(?\s*(.+)$/is.exec(given.trim());
  if (line !== null && !/^v\s*=/i.test(given.trim()))
    return {
      code: "pasted-line",
      meant: withoutMarks(line[1] ?? ""),
      text: "The value holds a whole line of a zone file. Enter the part from v= on alone, without name, type and quotes.",
    };
  const meant = withoutMarks(given);
  if (meant === given) return null;
  if (given.includes("\\"))
    return {
      code: "pasted-backslashes",
      meant,
      text: "The value holds backslashes (such as \\;). They belong into zone files only: enter the value without them.",
    };
  return {
    code: "pasted-quotes",
    meant,
    text: "The value holds quotation marks. Enter it without them: your DNS panel adds what it needs.",
  };
}

// `"a" "b"` are two strings of one value.
function withoutMarks(text: string): string {
  return text
    .replace(/\\(.)/g, "$1")
    .replace(/["\u201C\u201D\u201E]\s*["\u201C\u201D\u201E]/g, "")
    .replace(/["\u201C\u201D\u201E]|^'|'$/g, "");
}
