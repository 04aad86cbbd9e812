// What sender authentication found, in the words of RFC 8601 §2.7. Only an aligned pass makes a sender verified.

export type AuthResult = "none" | "pass" | "fail" | "softfail" | "neutral" | "policy" | "temperror" | "permerror";

export interface Authentication {
  spf: { result: AuthResult; domain: string | null };
  dkim: readonly { result: AuthResult; domain: string | null; selector: string | null }[];
  dmarc: { result: AuthResult; domain: string | null; policy: "none" | "quarantine" | "reject" | null };
  arc: { result: AuthResult; sealer: string | null };
  /** The author domain that DMARC was evaluated for: has to equal the domain of our own From, or the From is ambiguous. */
  evaluatedDomain: string | null;
}

/**
 * verified: an aligned SPF or DKIM pass, or DMARC pass. failed: DMARC says fail.
 * unverified: nothing proved, nothing contradicted, which is normal life.
 * unchecked: the source says not to authenticate.
 */
export type SenderVerdict = "verified" | "unverified" | "failed" | "unchecked";
