// Message-IDs (RFC 5322 §3.6.4) as they are compared and stored: without angle brackets, bounded, printable.
import { decodeWordsInText } from "./header-text.ts";

/** RFC 5322 §2.1.1: no line, and so no id, is longer than this. */
const maxMessageIdLength = 998;
const maxIds = 100;

export interface IdList {
  /** In the order of the header, without repeats. */
  ids: string[];
  /** Some were too long or could not be an id. */
  dropped: number;
}

/** One id, from a Message-ID field; null when there is none, or when it cannot be one. */
export function parseMessageId(value: string): string | null {
  const list = splitIds(value, 1);
  return list.ids[0] ?? null;
}

/**
 * The ids of In-Reply-To or References, which in practice also hold prose, addresses and dates (RFC 5322 §4.5.4).
 * Where there are angle brackets only what they enclose counts.
 */
export function splitIds(value: string, max = maxIds): IdList {
  const ids: string[] = [];
  const seen = new Set<string>();
  let dropped = 0;
  for (const candidate of candidates(value)) {
    const id = cleanId(candidate);
    if (id === null) {
      dropped += 1;
    } else if (!seen.has(id)) {
      if (ids.length >= max) break;
      seen.add(id);
      ids.push(id);
    }
  }
  return { ids, dropped };
}

/**
 * Nearest ancestor first: the parent (In-Reply-To), then References from its end. RFC 5322 §3.6.4: the last reference is the parent.
 * When there are too many, the oldest but the first are left out, because the first is the thread's root.
 */
export function nearestFirst(inReplyTo: readonly string[], references: readonly string[]): string[] {
  const all = [...new Set([...inReplyTo, ...references.toReversed()])];
  return all.length <= maxIds ? all : [...all.slice(0, maxIds - 1), all.at(-1)!];
}

/** Some servers put ids that are too long for a line into encoded words, which RFC 2047 §5 forbids. */
const encodedId = /=\?[^\s?]{1,40}\?[bq]\?/i;

function* candidates(written: string): Generator<string> {
  const value = written.includes("=?") && encodedId.test(written) ? decodeWordsInText(written) : written;
  if (!value.includes("<")) {
    for (const word of value.split(/[\s,]/)) if (word.includes("@") || (word !== "" && !value.trim().includes(" "))) yield word;
    return;
  }
  let at = 0;
  while (at < value.length) {
    const open = value.indexOf("<", at);
    if (open === -1) return;
    const close = value.indexOf(">", open);
    if (close === -1) {
      yield value.slice(open + 1);
      return;
    }
    yield value.slice(value.lastIndexOf("<", close) + 1, close);
    at = close + 1;
  }
}

// Folding may have put blanks inside an id, and some programs quotes around it; a control character cannot be part of one.
function cleanId(text: string): string | null {
  if (text.length > maxMessageIdLength * 2) return null;
  const bare = text.replace(/[\s<>]/g, "");
  const id = bare.length > 2 && /^(["']).*\1$/.test(bare) ? bare.slice(1, -1) : bare;
  if (id === "" || id.length > maxMessageIdLength) return null;
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    if (code < 33 || code === 127) return null;
  }
  return id;
}
