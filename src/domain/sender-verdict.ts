// Whether a message's author has proved to be who the From field says, from what sender authentication found.
import { getDomain } from "tldts";
import { domainOf } from "./address.ts";
import type { Authentication, SenderVerdict } from "./authentication.ts";
import type { Address } from "./message.ts";

/** `arc`: a forwarder that somebody trusts sealed what it found (RFC 8617). */
export type Proof = "dmarc" | "dkim" | "spf" | "arc";

/** The verdict on an author. `authentication` is null where the source does not authenticate. */
export function senderVerdict(authentication: Authentication | null, author: Address | null): SenderVerdict {
  if (authentication === null) return "unchecked";
  if (authentication.dmarc.result === "fail") return "failed";
  return senderProof(authentication, author) === null ? "unverified" : "verified";
}

/**
 * What proved the author's domain, or null. A domain without a DMARC policy is proved by a signature or a server of its own
 * (RFC 7489 §3.1, relaxed alignment). When the policy could not be looked up nothing is proved: it might ask for more than that.
 */
export function senderProof(authentication: Authentication, author: Address | null): Proof | null {
  const { dmarc, dkim, spf } = authentication;
  if (author === null || dmarc.result === "fail" || dmarc.result === "temperror") return null;
  if (dmarc.result === "pass") return "dmarc";
  const domain = domainOf(author.address);
  if (dkim.some((signature) => signature.result === "pass" && isAligned(signature.domain, domain))) return "dkim";
  return spf.result === "pass" && isAligned(spf.domain, domain) ? "spf" : null;
}

/**
 * RFC 7489 §3.1: two domains are aligned when they share an organisational domain. Domains under which strangers
 * register (github.io) count as public suffixes; a name that has no organisational domain is aligned with itself alone.
 */
export function isAligned(proved: string | null, author: string): boolean {
  if (proved === null || author === "") return false;
  const other = proved.toLowerCase();
  if (other === author) return true;
  const organisation = organisationalDomain(author);
  return organisation !== null && organisation === organisationalDomain(other);
}

function organisationalDomain(domain: string): string | null {
  return getDomain(domain, { allowPrivateDomains: true, extractHostname: false });
}
