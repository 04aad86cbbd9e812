// What stands below an agent's answers, and below all answers of a source.
import type { TicketId } from "#domain/ids.ts";
import { htmlFromText } from "#domain/quote-history.ts";
import { parseSettings } from "#domain/source-settings.ts";
import type { Tx } from "#store/db.ts";
import { readAnsweredTicket } from "#store/reply-thread.ts";

/** Makes HTML fit to be mailed, and its words. */
export type MailHtml = (
  html: string,
  pictures: ReadonlyMap<string, string>,
) => Promise<{ html: string; text: string; shown: readonly string[] }>;

export interface Signature {
  html: string;
  text: string;
}

const none: Signature = { html: "", text: "" };

/** As it is set on the source of a ticket, text or HTML; null where there is no such ticket. */
export async function readSourceSignature(tx: Tx, ticketId: TicketId): Promise<string | null> {
  const ticket = await readAnsweredTicket(tx, ticketId);
  return ticket === null ? null : parseSettings(ticket.source.settings).signature;
}

/** The agent's first, then the source's; empty where there is neither. */
export async function joinSignatures(mailHtml: MailHtml, parts: { agent: string; source: string }): Promise<Signature> {
  const html = [parts.agent, asHtml(parts.source)].filter((part) => part.trim() !== "").join("");
  if (html === "") return none;
  const made = await mailHtml(html, new Map());
  return { html: made.html, text: made.text };
}

// The setting is a plain box: what has no element in it is text.
function asHtml(setting: string): string {
  return /<[a-z][^<>]*>/i.test(setting) ? setting : setting.trim() === "" ? "" : htmlFromText(setting);
}
