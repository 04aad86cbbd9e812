// Another reader's words for why a message was not delivered, and which of ours mean the same.
import type { BounceReason } from "#domain/message.ts";

/** Words that are absent say nothing that ours could be wrong about. */
export const acceptableReasons: Readonly<Record<string, readonly BounceReason[]>> = {
  userunknown: ["address-unknown"],
  hasmoved: ["address-moved"],
  hostunknown: ["domain-unknown"],
  mailboxfull: ["mailbox-full"],
  suspend: ["mailbox-disabled"],
  mesgtoobig: ["message-too-large"],
  exceedlimit: ["message-too-large", "mailbox-full"],
  contenterror: ["content-rejected"],
  spamdetected: ["spam", "content-rejected"],
  virusdetected: ["virus"],
  blocked: ["sender-blocked"],
  badreputation: ["sender-blocked"],
  rejected: ["sender-refused"],
  authfailure: ["authentication-failed"],
  requireptr: ["authentication-failed", "sender-blocked", "policy"],
  policyviolation: ["policy", "content-rejected"],
  notcompliantrfc: ["content-rejected", "policy", "protocol-error"],
  norelaying: ["relay-denied"],
  speeding: ["rate-limited"],
  toomanyconn: ["rate-limited"],
  expired: ["expired", "network"],
  networkerror: ["network"],
  notaccept: ["server-error", "network", "domain-unknown"],
  mailererror: ["server-error"],
  systemerror: ["server-error"],
  systemfull: ["server-error"],
  syntaxerror: ["protocol-error"],
};
