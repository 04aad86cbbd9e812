// DNS as sender authentication sees it: cached, bounded in time and size, and replaceable by a zone in memory.
import { Resolver as DnsResolver } from "node:dns/promises";

export type RecordType = "TXT" | "A" | "AAAA" | "MX" | "PTR" | "CNAME";

/** Answers as `node:dns` gives them: TXT as lists of strings, MX as `{ exchange, priority }`, the others as strings. */
export type RecordAnswer = string[][] | string[] | { exchange: string; priority: number }[];

/** Rejects with an error whose `code` is ENOTFOUND (no such name), ENODATA (no such record), or another (it could not be found out). */
export type Resolver = (name: string, type: string) => Promise<RecordAnswer>;

export interface ResolverOptions {
  /** `host:port` of name servers; those of the system where it is empty. */
  servers?: readonly string[];
  /** For one question, tries included. */
  timeoutMs?: number;
  /** Longest time that an answer is kept, and the time that a "there is none" is kept. */
  keepMs?: number;
  keepAbsenceMs?: number;
  maxEntries?: number;
  /** Milliseconds that only grow. */
  now?: () => number;
}

const defaults = { timeoutMs: 5_000, keepMs: 300_000, keepAbsenceMs: 60_000, maxEntries: 20_000 };

/** A resolver over the network, with a cache in front. */
export function createResolver(options: ResolverOptions = {}): Resolver {
  const timeoutMs = options.timeoutMs ?? defaults.timeoutMs;
  const dns = new DnsResolver({ timeout: Math.ceil(timeoutMs / 2), tries: 2 });
  if (options.servers !== undefined && options.servers.length > 0) dns.setServers([...options.servers]);
  const ask: Resolver = async (name, type) => (await withDeadline(dns.resolve(name, type), timeoutMs)) as RecordAnswer;
  return cachedResolver(ask, options);
}

interface Entry {
  answer: Promise<RecordAnswer>;
  expiresAt: number;
}

/**
 * Remembers answers and absences; failures are asked again. Least recently used names go first when it is full.
 * One question that many ask at the same time is asked once.
 */
export function cachedResolver(ask: Resolver, options: ResolverOptions = {}): Resolver {
  const { keepMs, keepAbsenceMs, maxEntries } = { ...defaults, ...options };
  const now = options.now ?? (() => performance.now());
  const entries = new Map<string, Entry>();

  const remember = (key: string, entry: Entry) => {
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > maxEntries) entries.delete(entries.keys().next().value!);
  };

  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = entries.get(key);
    if (known !== undefined && known.expiresAt > now()) {
      remember(key, known);
      return known.answer;
    }
    const answer = ask(name, type);
    const entry: Entry = { answer, expiresAt: now() + keepMs };
    remember(key, entry);
    answer.catch((error: unknown) => {
      if (isAbsence(error)) entry.expiresAt = now() + keepAbsenceMs;
      else if (entries.get(key) === entry) entries.delete(key);
    });
    return answer;
  };
}

/** Records by name and type, such as `{ "example.com": { TXT: ["v=spf1 -all"], MX: [{ exchange: "mx.example.com", priority: 10 }] } }`. */
export type Zone = Readonly<Record<string, Partial<Record<RecordType, RecordAnswer | readonly string[]>>>>;

/** Answers from memory, without network: for tests. */
export function zoneResolver(zone: Zone): Resolver {
  const names = new Map(Object.entries(zone).map(([name, records]) => [withoutRoot(name), records]));
  return async (name, type) => {
    const records = names.get(withoutRoot(name));
    if (records === undefined) throw dnsError("ENOTFOUND", name, type);
    const answer = records[type as RecordType];
    if (answer === undefined) throw dnsError("ENODATA", name, type);
    return type === "TXT" ? (answer as readonly (string | string[])[]).map((row) => [row].flat()) : ([...answer] as RecordAnswer);
  };
}

/** Whether an error of a resolver says that there is no such record, and not that it could not be found out. */
function isAbsence(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOTFOUND" || code === "ENODATA";
}

function withoutRoot(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}

export function dnsError(code: string, name: string, type: string): Error {
  return Object.assign(new Error(`${code}: ${type} ${name}`), { code });
}

async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(dnsError("ETIMEOUT", "", "")), timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
