// Who wrote a message: its From field, or whom a forwarder that somebody configured names in its own place. Pure, with the evidence.
//
// Everything but From is typed by whoever likes to: Reply-To, Sender, X-Original-From, a name "Ann via Support" (promise P8, attack
// A claim is believed only where all of this holds: the forwarder stands in the source's settings; the From field is its
// own address; it is proved in this very mail; and nothing it says contradicts the claim. Even then the author is not verified,
// unless the forwarder's seal says that the author's own domain vouched for them when the mail reached it.
import { addressKey, domainOf } from "./address.ts";
import type { Authentication, SealedWord, SenderVerdict } from "./authentication.ts";
import type { SourcePolicy } from "./facts.ts";
import { isOwnAddress } from "./membership.ts";
import type { Address, ClaimedAuthor, InboundMessage } from "./message.ts";
import { isAligned, type Proof, senderProof, senderVerdict } from "./sender-verdict.ts";

/** What is known about a message's way here. `authentication` is null where it was not looked at: then no forwarder is proved. */
export interface AuthorFacts {
  policy: SourcePolicy;
  authentication: Authentication | null;
}

export type Disbelief = "not-configured" | "not-proved" | "contradicted";

export interface FoundAuthor {
  author: Address;
  verdict: SenderVerdict;
  /** What proved the author; null unless verified. */
  proof: Proof | null;
  /** The claim that made somebody else than From the author, and what proved the forwarder. */
  believed: { claim: ClaimedAuthor; proof: Proof } | null;
  /** The best claim that was not believed, where it is worth telling. */
  disbelieved: { claim: ClaimedAuthor; because: Disbelief } | null;
}

type Named = Pick<InboundMessage, "from" | "claimedAuthors">;

/** The author as everybody who asks has to see them: null only where From names nobody. */
export function resolveAuthor(message: Named & { from: Address }, facts: AuthorFacts): FoundAuthor;
export function resolveAuthor(message: Named, facts: AuthorFacts): FoundAuthor | null;
export function resolveAuthor({ from, claimedAuthors }: Named, facts: AuthorFacts): FoundAuthor | null {
  if (from === null) return null;
  const asWritten = fromItself(from, facts);
  const [best] = claimedAuthors;
  if (best === undefined) return asWritten;
  const configured = claimedAuthors.filter((claim) => speaksFor(claim, from, facts.policy));
  if (configured.length === 0) return disbelieve(asWritten, best, "not-configured");
  const proof = asWritten.verdict === "unchecked" ? null : (asWritten.proof ?? sealOf(configured, facts));
  if (proof === null) return disbelieve(asWritten, configured[0]!, "not-proved");
  const claim = soleClaim(configured, facts);
  if (claim === null) return disbelieve(asWritten, configured[0]!, "contradicted");
  return { ...withSeal(claim.author, facts), believed: { claim, proof }, disbelieved: null };
}

/** The verdict on From with what forwarders may have broken: a trusted seal over the author's own proof outweighs a DMARC failure. */
function fromItself(author: Address, { policy, authentication }: AuthorFacts): FoundAuthor {
  const found = { author, believed: null, disbelieved: null };
  if (!policy.authenticate || authentication === null) return { ...found, verdict: "unchecked", proof: null };
  const proof = senderProof(authentication, author);
  if (proof !== null) return { ...found, verdict: "verified", proof };
  return sealedWordOn(author, { policy, authentication }) === "pass"
    ? { ...found, verdict: "verified", proof: "arc" }
    : { ...found, verdict: senderVerdict(authentication, author), proof: null };
}

function withSeal(author: Address, facts: AuthorFacts): Pick<FoundAuthor, "author" | "verdict" | "proof"> {
  const word = sealedWordOn(author, facts);
  if (word === "pass") return { author, verdict: "verified", proof: "arc" };
  return { author, verdict: word === "fail" ? "failed" : "unverified", proof: null };
}

// A plain Reply-To stands on every second newsletter: only what looks like a rewritten sender is told.
function disbelieve(found: FoundAuthor, claim: ClaimedAuthor, because: Disbelief): FoundAuthor {
  return because === "not-configured" && claim.by === "forwarder" ? found : { ...found, disbelieved: { claim, because } };
}

// The forwarder is in the settings, wrote its own address into From, and does not name one of ours.
function speaksFor(claim: ClaimedAuthor, from: Address, policy: SourcePolicy): boolean {
  if (claim.forwarder !== domainOf(from.address) || isOwnAddress(claim.author, { policy })) return false;
  return policy.trustedForwarders.some((rule) =>
    rule.includes("@") ? rule === addressKey(from.address) : rule === claim.forwarder && !isBareReplyTo(claim),
  );
}

// People have a Reply-To as well: without any sign of a form, a group or a list it counts where that very address is configured.
function isBareReplyTo({ by, evidence }: ClaimedAuthor): boolean {
  return by === "forwarder" && evidence === "reply-to";
}

// Without a proof of its own domain, the forwarder's seal is one where it says that the author was proved.
function sealOf([claim]: readonly ClaimedAuthor[], facts: AuthorFacts): Proof | null {
  const { arc } = facts.authentication!;
  if (arc.result !== "pass" || claim === undefined || !isAligned(arc.sealer, claim.forwarder)) return null;
  return sealedWordOn(claim.author, facts) === "pass" ? "arc" : null;
}

/**
 * The one author that all claims agree on. A list keeps what its writers put into the mail beside what it adds itself: two
 * different names mean that one of them may be forged, and then only a seal can tell. An envelope sender is often a robot's
 * address, so it counts where nothing else does.
 */
function soleClaim(claims: readonly ClaimedAuthor[], facts: AuthorFacts): ClaimedAuthor | null {
  const strong = claims.filter(({ by }) => by !== "srs");
  const counted = strong.length > 0 ? strong : claims;
  const sealed = counted.filter(({ author }) => sealedWordOn(author, facts) === "pass");
  const left = sealed.length > 0 ? sealed : counted;
  const [first] = left;
  if (first === undefined || left.some(({ author }) => addressKey(author.address) !== addressKey(first.author.address)))
    return null;
  return sealedWordOn(first.author, facts) === "other" ? null : first;
}

/**
 * What servers that somebody trusts say, under an unbroken ARC seal, about the author's domain (RFC 8617 §5.2, §7.2): newest
 * first, and no further than the first seal of a stranger, who could have invented everything before it. "other": the mail was
 * somebody else's when they saw it.
 */
function sealedWordOn(author: Address, { policy, authentication }: AuthorFacts): "pass" | "fail" | "other" | null {
  if (authentication?.arc.result !== "pass") return null;
  const domain = domainOf(author.address);
  let verdict: "other" | null = null;
  for (const word of authentication.arc.said ?? []) {
    if (!policy.trustedForwarders.some((rule) => isSealOf(rule, word.sealer))) break;
    const said = wordOn(domain, word);
    if (said === "pass" || said === "fail") return said;
    // A forwarder that rewrote From and passed the mail on within its house saw itself there.
    if (said === "other" && !isAligned(word.dmarc.domain, authentication.evaluatedDomain ?? "")) verdict = "other";
  }
  return verdict;
}

/** Seals under another name than the forwarder's own. */
const sealers: Readonly<Record<string, string>> = { "googlegroups.com": "google.com" };

function isSealOf(rule: string, sealer: string): boolean {
  const domain = rule.slice(rule.lastIndexOf("@") + 1);
  return sealer === domain || sealer === sealers[domain];
}

function wordOn(domain: string, { dmarc, signers }: SealedWord): "pass" | "fail" | "other" | null {
  const isAbout = isAligned(dmarc.domain, domain);
  if (isAbout && dmarc.result === "fail") return "fail";
  if (isAbout && dmarc.result === "pass") return "pass";
  if (dmarc.domain !== null && !isAbout) return "other";
  return signers.some((signer) => isAligned(signer, domain)) ? "pass" : null;
}
