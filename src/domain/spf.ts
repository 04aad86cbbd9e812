// SPF records: read, walked through their includes, and merged into one (RFC 7208).
import { type Ask, valuesOf } from "./dns-answers.ts";

export interface SpfTerm {
  qualifier: "+" | "-" | "~" | "?";
  /** Lower case: `include`, `ip4`, `all`, `redirect`, … */
  name: string;
  /** What follows the `:` of a mechanism, or the `=` of a modifier; empty where nothing does. */
  value: string;
  isModifier: boolean;
  text: string;
}

/** RFC 7208 §4.5: a record begins with `v=spf1` and a space, or is that alone. */
export function isSpf(text: string): boolean {
  return /^v=spf1( |$)/i.test(text);
}

/** The terms in order; a text that is no term has the name "". */
export function readSpf(record: string): SpfTerm[] {
  return record
    .slice("v=spf1".length)
    .split(" ")
    .filter((text) => text !== "")
    .map(readTerm);
}

const mechanisms = new Set(["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"]);

function readTerm(text: string): SpfTerm {
  const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/i.exec(text);
  if (modifier !== null)
    return { qualifier: "+", name: (modifier[1] ?? "").toLowerCase(), value: modifier[2] ?? "", isModifier: true, text };
  const [, sign = "", word = "", rest = ""] = /^([+?~-]?)([a-z0-9]+)([:/].*)?$/i.exec(text) ?? [];
  const name = word.toLowerCase();
  const isKnown = mechanisms.has(name) && (name !== "include" || rest.length > 1) && (!name.startsWith("ip") || rest.length > 1);
  const value = rest.startsWith(":") ? rest.slice(1) : rest;
  const qualifier = sign === "" ? "+" : (sign as SpfTerm["qualifier"]);
  return { qualifier, name: isKnown ? name : "", value, isModifier: false, text };
}

export interface SpfWalk {
  /** RFC 7208 §4.6.4: terms that ask DNS; more than 10 fail for everybody. */
  lookups: number;
  /** Mechanisms of the record and of all that it includes, as `name:value` in lower case. */
  mechanisms: ReadonlySet<string>;
  /** Names whose record could not be found out. */
  unknown: readonly string[];
  /** Names that are included and have no SPF record, or two: the whole record fails for everybody (RFC 7208 §5.2). */
  broken: readonly string[];
}

/** Enough to say by how much the limit is passed. */
const mostLookups = 30;

/** Follows includes and redirects from a record that stands at `name`. */
export function walkSpf(name: string, record: string, ask: Ask): SpfWalk {
  const found = { lookups: 0, mechanisms: new Set<string>(), unknown: new Set<string>(), broken: new Set<string>() };
  follow(name, record, []);
  return { ...found, unknown: [...found.unknown], broken: [...found.broken] };

  function follow(at: string, text: string, path: readonly string[]): void {
    for (const term of readSpf(text)) {
      if (found.lookups > mostLookups) return;
      if (!term.isModifier && term.name !== "") found.mechanisms.add(mechanismOf(term, at));
      if (!asksDns(term)) continue;
      found.lookups += 1;
      if (term.name === "include" || term.name === "redirect") descend(term.value.toLowerCase().replace(/\.$/, ""), path);
    }
  }

  function descend(target: string, path: readonly string[]): void {
    // A macro is another name for each mail.
    if (target.includes("%") || path.includes(target)) return;
    const answer = ask(target, "TXT");
    if (answer.state === "unknown") return void found.unknown.add(target);
    const records = valuesOf(answer).filter(isSpf);
    const [record] = records;
    if (record === undefined || records.length > 1) return void found.broken.add(target);
    follow(target, record, [...path, target]);
  }
}

function asksDns({ name }: SpfTerm): boolean {
  return ["include", "a", "mx", "ptr", "exists", "redirect"].includes(name);
}

// `a` and `mx` without a value mean the name that the record stands at.
function mechanismOf({ name, value }: SpfTerm, at: string): string {
  const target = value.toLowerCase().replace(/\.$/, "");
  return target === "" && (name === "a" || name === "mx") ? `${name}:${at}` : `${name}:${target}`;
}

/** One record that says what all of these say, and lets `mechanism` send as well: in front of `all`, after which nothing is read. */
export function mergeSpf(records: readonly string[], mechanism: string | null): string {
  const terms = records.flatMap(readSpf).filter(({ name }) => name !== "");
  const added = mechanism === null ? [] : [mechanism];
  const middle = [...new Set([...terms.filter(isInFront).map(({ text }) => text), ...added])];
  // Of two ends the softer: the merged record refuses nothing that one of them let pass.
  const ends = terms.filter(({ name }) => name === "all").sort((a, b) => softness[b.qualifier] - softness[a.qualifier]);
  const redirect = terms.find(({ name }) => name === "redirect");
  const end = ends[0]?.text ?? redirect?.text ?? "~all";
  return ["v=spf1", ...middle, end].join(" ");
}

const softness = { "-": 0, "~": 1, "?": 2, "+": 3 } as const;

function isInFront({ name, isModifier }: SpfTerm): boolean {
  return name !== "all" && !(isModifier && name === "redirect");
}
