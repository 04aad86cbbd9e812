// One finding for each DNS record of a sending domain: what was asked for, what is there, whether it does, and what to do. Pure.
import { type Ask, type DnsAnswers, type DnsQuestion, askFrom, withParents } from "./dns-answers.ts";
import { checkDkim } from "./dns-dkim.ts";
import { checkDmarc, dmarcAbove } from "./dns-dmarc.ts";
import { checkMx } from "./dns-mx.ts";
import { checkSpf } from "./dns-spf.ts";
import type { Verdict } from "./dns-verdict.ts";
import { relayHintOf } from "./relay-providers.ts";
import type { SendingDomainState } from "./sending-domain.ts";
import { type RecordUse, type SendingSetup, type WantedRecord, recordsOf } from "./sending-records.ts";

export interface Finding extends WantedRecord, Omit<Verdict, "value"> {
  /** The value in strings of at most 255 octets (RFC 1035 §3.3.14), where it is longer; else null. */
  strings: readonly string[] | null;
  /** Whether DMARC lets this record speak for the domain (RFC 9989 §4.4); null for records that it does not ask. */
  aligned: boolean | null;
}

export interface Survey {
  findings: readonly Finding[];
  /** What has to be asked before the findings are final; none: they are. */
  open: readonly DnsQuestion[];
}

/** Judges what DNS said so far. Ask what is open, add the answers, and call it again until nothing is open. */
export function findingsOf(setup: SendingSetup, answers: DnsAnswers): Survey {
  const { ask, open } = askFrom(answers);
  const findings = recordsOf(setup).map((record) => finding(record, setup, ask));
  return { findings, open: [...open.values()] };
}

function finding(record: WantedRecord, setup: SendingSetup, ask: Ask): Finding {
  const verdict = verdictOn(record, setup, ask);
  const value = verdict.value ?? record.value;
  const { state, code, advice } = verdict;
  return {
    ...record,
    value,
    strings: stringsOf(value),
    state,
    code,
    advice,
    found: verdict.found.slice(0, 10).map((text) => text.slice(0, 2_000)),
    aligned: alignedOf(record.use, setup, ask),
  };
}

function verdictOn(record: WantedRecord, setup: SendingSetup, ask: Ask): Verdict {
  switch (record.use) {
    case "dkim":
      return checkDkim(record, setup, ask);
    case "spf":
    case "return-path":
      return checkSpf(record, setup, ask);
    case "dmarc":
      return checkDmarc(record, setup, ask);
    case "mx":
      return checkMx(record, setup, ask);
  }
}

/** RFC 1035 §3.3.14: one string of a TXT record holds 255 octets; a longer value is several strings, joined without a space. */
export function stringsOf(value: string): readonly string[] | null {
  return value.length <= 255 ? null : (value.match(/[^]{1,255}/g) ?? []);
}

// ---------------------------------------------------------------- alignment

function alignedOf(use: RecordUse, setup: SendingSetup, ask: Ask): boolean | null {
  // The d= of our signatures is the domain of From itself: aligned, strictly too.
  if (use === "dkim") return true;
  if (use === "return-path") return isAligned(setup, ask);
  return null;
}

// Envelope sender and From: the same under aspf=s, of one organizational domain under aspf=r (RFC 9989 §4.4).
function isAligned({ domain, mailDomain, relayHost }: SendingSetup, ask: Ask): boolean {
  // The return path that receivers see is then the relay's.
  if (relayHintOf(relayHost, mailDomain).ownReturnPath) return false;
  if (domain === mailDomain) return true;
  const policy = dmarcAbove(domain, ask).at(0);
  if (policy !== undefined && /;\s*aspf\s*=\s*s\s*(;|$)/i.test(policy.text)) return false;
  return organizationOf(domain, ask) === organizationOf(mailDomain, ask);
}

// RFC 9989 §4.10.2: the name with the fewest labels that has a record, or one below it where that speaks for a public suffix.
function organizationOf(name: string, ask: Ask): string {
  const top = dmarcAbove(name, ask).at(-1);
  if (top === undefined) return name;
  if (!/;\s*psd\s*=\s*y\s*(;|$)/i.test(top.text)) return top.at;
  return (
    withParents(name).find((at) => at.endsWith(`.${top.at}`) && at.split(".").length === top.at.split(".").length + 1) ?? name
  );
}

export interface Alignment {
  /** A signature of ours counts for DMARC. */
  dkim: boolean;
  /** The envelope sender counts for DMARC: its SPF record is right, and it belongs to the same organization. */
  spf: boolean;
}

export function alignmentOf(findings: readonly Finding[]): Alignment {
  const counts = (use: RecordUse) => findings.some((one) => one.use === use && one.state === "ok" && one.aligned === true);
  return { dkim: counts("dkim"), spf: counts("return-path") };
}

// ---------------------------------------------------------------- the state of the domain

/**
 * What the findings make of a domain. It is verified while an RSA key of ours is right in DNS: with the domain itself as d= that passes DMARC
 * whatever its policy. Ed25519 alone does not do: large receivers cannot read it. A verified domain breaks by an answer, never by silence.
 */
export function stateAfter(before: SendingDomainState, findings: readonly Finding[]): SendingDomainState {
  const deciding = findings.filter(({ use, required }) => use === "dkim" && required);
  if (deciding.some(({ state }) => state === "ok")) return "verified";
  if (before === "pending" || deciding.some(({ state }) => state === "unknown")) return before;
  return "broken";
}
