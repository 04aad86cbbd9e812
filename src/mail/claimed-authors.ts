// Whom a mail names as its author beside the From field: senders that groups, lists, relays and forms rewrote. Extraction alone.
import { domainOf } from "#domain/address.ts";
import type { Envelope } from "#domain/delivery.ts";
import type { Address, ClaimedAuthor } from "#domain/message.ts";
import { parseAddressList } from "./address.ts";
import { isFormAddress, isRobotAddress, originalHeaders, splitVia } from "./claim-words.ts";
import { allValues, type HeaderField } from "./header-fields.ts";
import { rawHeaderText } from "./header-text.ts";
import { originalOf } from "./rewritten-address.ts";

export interface ClaimedAuthorInput {
  fields: readonly HeaderField[];
  envelope: Envelope | null;
  from: Address | null;
  sender: Address | null;
  replyTo: readonly Address[];
  to: readonly Address[];
  cc: readonly Address[];
}

/** From, with what the header block says about the one who put it there. */
interface Rewriting extends ClaimedAuthorInput {
  from: Address;
  forwarder: string;
  /** The name in front of "via …", where From has that form. */
  via: string | null;
  kind: "group" | "mailing-list" | null;
  /** From is the address that everybody writes to, or says itself that somebody else wrote. */
  isRewritten: boolean;
}

const mostClaims = 5;

/** Best claim first; empty for nearly all mail. Pure extraction: whether a claim is believed is the decision's business. */
export function readClaimedAuthors(input: ClaimedAuthorInput): ClaimedAuthor[] {
  const { from } = input;
  if (from === null) return [];
  const via = splitVia(from.name);
  const rewriting: Rewriting = {
    ...input,
    from,
    forwarder: domainOf(from.address),
    via,
    kind: kindOf(input.fields),
    isRewritten: via !== null || isPostingAddress(input, from),
  };
  const claims: ClaimedAuthor[] = [];
  for (const claim of claimsOf(rewriting)) {
    const key = claim.author.address.toLowerCase();
    if (key === from.address.toLowerCase() || claims.some(({ author }) => author.address.toLowerCase() === key)) continue;
    claims.push(claim);
    if (claims.length === mostClaims) break;
  }
  return claims;
}

function* claimsOf(mail: Rewriting): Generator<ClaimedAuthor> {
  yield* namedByHeader(mail);
  yield* encodedInAddress(mail);
  yield* namedByReplyTo(mail);
  yield* namedByCc(mail);
  yield* namedByEnvelope(mail);
}

function kindOf(fields: readonly HeaderField[]): Rewriting["kind"] {
  let kind: Rewriting["kind"] = null;
  for (const { name, value } of fields) {
    if (name === "x-google-group-id" || (name === "mailing-list" && value.includes("contact "))) return "group";
    if (name === "list-id" || name === "list-post" || name === "x-mailman-version" || name === "x-beenthere")
      kind = "mailing-list";
  }
  return kind;
}

// What forwarders write down themselves: Google Groups, Sympa, Gmail, RFC 9057. Two such fields are one too many to believe either.
function* namedByHeader(mail: Rewriting): Generator<ClaimedAuthor> {
  for (const header of originalHeaders) {
    const values = allValues(mail.fields, header);
    if (values.length !== 1 || (header === "x-original-sender" && !mail.isRewritten)) continue;
    const [author, second] = parseAddressList([rawHeaderText(values[0]!)], 2).addresses;
    if (author === undefined || second !== undefined) continue;
    const name = author.name || (header === "x-original-sender" ? (mail.via ?? "") : "");
    yield claimOf(mail, { author: { ...author, name }, by: mail.kind ?? "forwarder", evidence: header });
  }
}

// `ann=customer.example@lists.example`: the address itself carries the author (groups.io, Sympa, IETF, SRS).
function* encodedInAddress(mail: Rewriting): Generator<ClaimedAuthor> {
  const original = originalOf(mail.from.address);
  if (original === null) return;
  const by = original.by === "srs" ? "srs" : (mail.kind ?? "mailing-list");
  yield claimOf(mail, { author: { name: mail.via ?? mail.from.name, address: original.address }, by, evidence: "from" });
}

// Forms and lists point answers at the author. A Reply-To proves nothing, and stands on mail that nobody rewrote.
function* namedByReplyTo(mail: Rewriting): Generator<ClaimedAuthor> {
  for (const author of mail.replyTo) {
    if (isPostingAddress(mail, author) || isRobotAddress(author.address)) continue;
    const name = author.name || (mail.via ?? "");
    yield claimOf(mail, { author: { name, address: author.address }, by: kindOfReplyTo(mail, author), evidence: "reply-to" });
  }
}

function kindOfReplyTo({ kind, via, from, fields, forwarder, isRewritten }: Rewriting, author: Address): ClaimedAuthor["by"] {
  if (kind !== null && isRewritten) return kind;
  if (fields.some(({ name }) => name === "x-wpcf7-content-type")) return "contact-form";
  if (via !== null) return "on-behalf-of";
  // A newsletter from a robot's address asks for answers to its own house; a form's visitor is from somewhere else.
  return kind === null && isFormAddress(from.address) && domainOf(author.address) !== forwarder ? "contact-form" : "forwarder";
}

// The address to which everybody on the list writes: it is an answer's second recipient, and nobody's author.
function isPostingAddress({ fields, to }: ClaimedAuthorInput, { address }: Address): boolean {
  const key = address.toLowerCase();
  if (to.some((recipient) => recipient.address.toLowerCase() === key)) return true;
  return fields.some(({ name, value }) => (name === "x-beenthere" || name === "list-post") && value.toLowerCase().includes(key));
}

// Mailman with answers to the list: the author stands in Cc, by the name that From shows.
function* namedByCc(mail: Rewriting): Generator<ClaimedAuthor> {
  if (mail.via === null || mail.kind !== "mailing-list") return;
  for (const author of mail.cc) {
    if (author.name === mail.via) yield claimOf(mail, { author, by: "mailing-list", evidence: "cc" });
  }
}

// SRS keeps the sender that the forwarder replaced (Sender Rewriting Scheme, and Exchange Online's form of it).
function* namedByEnvelope(mail: Rewriting): Generator<ClaimedAuthor> {
  const sender = mail.envelope?.mailFrom || returnPathOf(mail.fields);
  const original = sender === null ? null : originalOf(sender);
  if (original?.by !== "srs" || isRobotAddress(original.address)) return;
  const author = { name: mail.via ?? "", address: original.address };
  yield { author, by: "srs", forwarder: domainOf(sender!), evidence: "envelope" };
}

function returnPathOf(fields: readonly HeaderField[]): string | null {
  const values = allValues(fields, "return-path");
  if (values.length !== 1) return null;
  return parseAddressList([rawHeaderText(values[0]!)], 1).addresses[0]?.address ?? null;
}

function claimOf(mail: Rewriting, claim: Omit<ClaimedAuthor, "forwarder">): ClaimedAuthor {
  return { ...claim, forwarder: mail.forwarder };
}
