// What reading found in a message beside its words, as it is kept with it and shown to agents.
import type {
  AutomaticKind,
  CalendarInvite,
  ClaimedAuthor,
  ForwardedMessage,
  InboundMessage,
  MessageSecurity,
} from "./message.ts";

/** The original of a forward. `text` is kept only where the message's own text does not have it: for an attached original. */
interface KeptForward extends Omit<ForwardedMessage, "text" | "note"> {
  text: string | null;
}

export interface Reading {
  autoKind: AutomaticKind | null;
  forwarded: KeptForward | null;
  claimedAuthors: readonly ClaimedAuthor[];
  security: MessageSecurity | null;
  calendar: CalendarInvite | null;
}

/** Longer originals are read in the attached file itself. */
const longestOriginal = 20_000;
const mostRecipients = 50;

/** Null for nearly all messages: there is nothing beside the words. */
export function readingOf(message: InboundMessage): Reading | null {
  const { autoKind, forwarded, claimedAuthors, security, calendar } = message;
  const isPlain = autoKind === null && forwarded === null && claimedAuthors.length === 0 && security === null;
  if (isPlain && calendar === null) return null;
  return { autoKind, forwarded: forwarded === null ? null : keptForward(forwarded), claimedAuthors, security, calendar };
}

function keptForward({ text, note: _note, ...forward }: ForwardedMessage): KeptForward {
  const original = forward.how === "attached" ? text.slice(0, longestOriginal).toWellFormed() : null;
  return { ...forward, to: forward.to.slice(0, mostRecipients), cc: forward.cc.slice(0, mostRecipients), text: original };
}

/** Longer From fields are in the raw message. */
const longestSender = 300;

/**
 * Who a message is from, for people who look through what came in: the author's address, or where the From field names nobody
 * for certain, what it says. Null where it says nothing.
 */
export function shownSender({ from, fromAsWritten }: Pick<InboundMessage, "from" | "fromAsWritten">): string | null {
  if (from !== null) return from.address;
  const written = fromAsWritten.map(({ name, address }) => (name === "" ? address : `${name} <${address}>`)).join(", ");
  return written === "" ? null : written.slice(0, longestSender).toWellFormed();
}
