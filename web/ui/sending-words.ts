// Every word that the settings of sending say for a state: of a domain, of a record, of a key, of a suppression.
import type { DkimKey, DnsRecord, SendingDomain } from "#contract/sending-domains.ts";
import type { Suppression } from "#contract/suppressions.ts";
import type { Mark } from "./tag.tsx";

export const domainMarks: Record<SendingDomain["state"], Mark & { meaning: string }> = {
  pending: {
    word: "Not verified yet",
    tone: "warn",
    shape: "half",
    meaning: "Publish the records below where your DNS is kept. Until they are found, answers leave from a generated address.",
  },
  verified: {
    word: "Verified",
    tone: "ok",
    shape: "check",
    meaning: "Answers to customers who wrote to this domain leave under it.",
  },
  broken: {
    word: "Broken",
    tone: "bad",
    shape: "cross",
    meaning:
      "It was verified, and DNS no longer says what it has to. Answers leave from a generated address until it is repaired.",
  },
};

export const recordMarks: Record<DnsRecord["state"], Mark> = {
  ok: { word: "Found", tone: "ok", shape: "check" },
  missing: { word: "Missing", tone: "warn", shape: "ring" },
  wrong: { word: "Wrong", tone: "bad", shape: "cross" },
  shadowed: { word: "Shadowed", tone: "bad", shape: "bar" },
  unknown: { word: "No answer", tone: "plain", shape: "half" },
};

export const recordNames: Record<DnsRecord["use"], string> = {
  dkim: "Signature (DKIM)",
  "return-path": "Return path (SPF of the envelope)",
  spf: "Who may send (SPF)",
  dmarc: "Policy (DMARC)",
  mx: "The way back (MX)",
};

export const keyWords: Record<DkimKey["state"], string> = {
  new: "waits to be found in DNS",
  active: "signs",
  retiring: "signs no more; leave its record until",
  retired: "over; its record can go",
};

export const suppressionWords: Record<Suppression["reason"], Mark & { meaning: string }> = {
  bounced: { word: "Bounced", tone: "bad", shape: "cross", meaning: "Their server said that the address is no good." },
  complained: { word: "Complained", tone: "bad", shape: "bar", meaning: "They reported a mail of yours as unwanted." },
  "by-hand": { word: "By hand", tone: "plain", shape: "dot", meaning: "Somebody here put it on the list." },
};

export const tlsChoices = [
  { value: "required", label: "STARTTLS, and nothing without it (port 587)" },
  { value: "implicit", label: "TLS from the first byte (port 465)" },
  { value: "optional", label: "STARTTLS where it is offered" },
  { value: "none", label: "None: only on this machine" },
] as const;
