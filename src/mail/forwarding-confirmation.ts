// The mail with which a provider asks whether forwarding is wanted: its code and link belong on the source page, not in a ticket.
import type { InboundMessage } from "#domain/message.ts";
import { scanTags, attributeOf } from "./html/tags.ts";

export interface ForwardingConfirmation {
  provider: "gmail" | "microsoft";
  /** Digits to type in, or null where the mail has only a link. */
  code: string | null;
  link: string | null;
  /** The mailbox that asks to forward here. */
  requestedBy: string | null;
}

interface Provider {
  provider: ForwardingConfirmation["provider"];
  senders: readonly string[];
  linkHosts: readonly string[];
  /** Words that its confirmation link's path holds, so that a logo or help link is not taken for it. */
  linkPath: RegExp;
}

const providers: readonly Provider[] = [
  {
    provider: "gmail",
    senders: ["forwarding-noreply@google.com"],
    linkHosts: ["mail.google.com", "mail-settings.google.com", "isolated.mail.google.com"],
    linkPath: /^\/mail\/(u\/\d+\/)?(a\/[^/]{1,100}\/)?v[f]?-/,
  },
  {
    provider: "microsoft",
    senders: ["noreply@email2.microsoft.com", "microsoft-noreply@microsoft.com", "outlook-forwarding@outlook.com"],
    linkHosts: ["outlook.live.com", "outlook.office.com", "outlook.office365.com", "account.live.com"],
    linkPath: /forward|confirm|verify/i,
  },
];

const maxText = 20_000;

/**
 * Recognises the mail by its exact sender. That the sender is genuine (DMARC pass) is the caller's to check,
 * because anybody can write this From.
 */
export function findForwardingConfirmation(
  message: Pick<InboundMessage, "from" | "subject" | "text" | "html">,
): ForwardingConfirmation | null {
  const sender = message.from?.address.toLowerCase() ?? "";
  const known = providers.find((candidate) => candidate.senders.includes(sender));
  if (known === undefined) return null;
  const subject = message.subject.slice(0, 500);
  const text = message.text.slice(0, maxText);
  const code = codeIn(subject) ?? codeIn(text);
  const link = linkIn(text, known) ?? linkInHtml(message.html, known);
  if (code === null && link === null) return null;
  return { provider: known.provider, code, link, requestedBy: requesterIn(subject, sender) ?? requesterIn(text, sender) };
}

// "(#123456789) Gmail Forwarding Confirmation", "Confirmation code: 123456789".
function codeIn(text: string): string | null {
  const numbered = /\(#(\d{6,12})\)/.exec(text)?.[1];
  if (numbered !== undefined) return numbered;
  for (const line of text.split("\n", 200)) {
    const digits = /(?:code|código|codigo|kod|코드|代码|コード)[^\d\n]{0,40}(\d{6,12})(?!\d)/i.exec(line.slice(0, 500))?.[1];
    if (digits !== undefined) return digits;
  }
  return null;
}

function linkIn(text: string, known: Provider): string | null {
  for (const word of text.split(/[\s<>"]/)) {
    if (word.startsWith("https://") && isConfirmationLink(word, known)) return word;
  }
  return null;
}

function linkInHtml(html: string | null, known: Provider): string | null {
  if (html === null) return null;
  const head = html.slice(0, maxText * 2);
  for (const tag of scanTags(head)) {
    if (tag.name !== "a" || tag.closing) continue;
    const link = (attributeOf(head, tag, "href") ?? "").replaceAll("&amp;", "&");
    if (isConfirmationLink(link, known)) return link;
  }
  return null;
}

function isConfirmationLink(link: string, known: Provider): boolean {
  if (link.length > 2_000 || !URL.canParse(link)) return false;
  const url = new URL(link);
  return url.protocol === "https:" && known.linkHosts.includes(url.hostname) && known.linkPath.test(url.pathname);
}

// The first address in the text that is not the provider's own.
function requesterIn(text: string, sender: string): string | null {
  for (const word of text.split(/[\s<>()[\],;:"]/, 2_000)) {
    const address = word.replace(/\.$/, "");
    if (/^[^@]{1,64}@[a-z0-9.-]{3,253}$/i.test(address) && address.toLowerCase() !== sender && !address.endsWith("google.com"))
      return address;
  }
  return null;
}
