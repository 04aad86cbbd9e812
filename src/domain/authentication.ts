// What sender authentication found, in the words of RFC 8601 §2.7. Only an aligned pass makes a sender verified.

export type AuthResult = "none" | "pass" | "fail" | "softfail" | "neutral" | "policy" | "temperror" | "permerror";

export interface Authentication {
  spf: { result: AuthResult; domain: string | null };
  dkim: readonly { result: AuthResult; domain: string | null; selector: string | null }[];
  dmarc: { result: AuthResult; domain: string | null; policy: "none" | "quarantine" | "reject" | null };
  arc: {
    result: AuthResult;
    /** Domain of the newest seal. */
    sealer: string | null;
    /** Where the chain holds: what each server that sealed it says it found, newest first. Worth what that server's word is worth. */
    said?: readonly SealedWord[];
  };
  /** The author domain that DMARC was evaluated for: has to equal the domain of our own From, or the From is ambiguous. */
  evaluatedDomain: string | null;
}

/** RFC 8617 §4.1.1: what one server on the way found when the message reached it, under its seal. */
export interface SealedWord {
  /** Domain that sealed it, lower case. */
  sealer: string;
  /** `domain`: what the From field named when this server looked. */
  dmarc: { result: AuthResult; domain: string | null };
  /** Domains whose DKIM signatures it found good. */
  signers: readonly string[];
}

/**
 * verified: an aligned SPF or DKIM pass, or DMARC pass. failed: DMARC says fail.
 * unverified: nothing proved, nothing contradicted, which is normal life.
 * unchecked: the source says not to authenticate.
 */
export type SenderVerdict = "verified" | "unverified" | "failed" | "unchecked";
