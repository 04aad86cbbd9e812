// The DNS records that a sending domain needs, each with the sentence that says what it is for.
import { type RelayHint, relayHintOf } from "./relay-providers.ts";
import type { DkimPublicKey } from "./sending-domain.ts";

export const recordUses = ["dkim", "return-path", "spf", "dmarc", "mx"] as const;
export type RecordUse = (typeof recordUses)[number];

export interface SendingSetup {
  /** The sending domain: what stands behind the @ of From. */
  domain: string;
  /** INLET_MAIL_DOMAIN: where generated and reply addresses live, and what the envelope sender ends in. */
  mailDomain: string;
  /** Names that people reach this machine by, the likeliest MX first. */
  ourHosts: readonly string[];
  /** The host of the relay that mail of this domain leaves through; null while there is none. */
  relayHost: string | null;
  keys: readonly DkimPublicKey[];
}

export interface WantedRecord {
  use: RecordUse;
  type: "TXT" | "MX";
  name: string;
  value: string;
  /** One or two sentences for the person who publishes it. */
  purpose: string;
  /** Whether the domain can be verified without it. */
  required: boolean;
  /** For a DKIM record: the key's. */
  selector: string | null;
}

/** In the order in which a person would publish them. A record that stays for mail under way is among them, a retired one is not. */
export function recordsOf(setup: SendingSetup): WantedRecord[] {
  const hint = relayHintOf(setup.relayHost, setup.mailDomain);
  return [
    ...setup.keys.filter(({ state }) => state !== "retired").map((key) => dkimRecord(setup.domain, key)),
    returnPathRecord(setup, hint),
    ...(setup.domain === setup.mailDomain ? [] : [spfRecord(setup, hint)]),
    dmarcRecord(setup.domain),
    mxRecord(setup),
  ];
}

/** RFC 6376 §3.6.2.1: `selector._domainkey.domain`. */
export function dkimName(selector: string, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

/** RFC 6376 §3.6.1, RFC 8463 §4.2. */
export function dkimValue({ algorithm, publicKey }: Pick<DkimPublicKey, "algorithm" | "publicKey">): string {
  return `v=DKIM1; k=${algorithm === "rsa-sha256" ? "rsa" : "ed25519"}; p=${publicKey}`;
}

function dkimRecord(domain: string, key: DkimPublicKey): WantedRecord {
  const isRsa = key.algorithm === "rsa-sha256";
  const what = isRsa
    ? "Receivers check with it that answers were signed by you and not changed on the way. Without it nothing is sent under this domain."
    : "A second, shorter signature of the newer kind (Ed25519), for receivers that read it.";
  return {
    use: "dkim",
    type: "TXT",
    name: dkimName(key.selector, domain),
    value: dkimValue(key),
    purpose: key.state === "retiring" ? "The key of signatures that are still under way. Leave it until it has retired." : what,
    required: isRsa && key.state !== "retiring",
    selector: key.selector,
  };
}

function returnPathRecord({ mailDomain }: SendingSetup, hint: RelayHint): WantedRecord {
  const where = `Answers carry ${mailDomain} as their return path, so that bounces come back to the ticket`;
  return {
    use: "return-path",
    type: "TXT",
    name: mailDomain,
    value: `v=spf1 ${hint.mechanism} ~all`,
    purpose: hint.ownReturnPath
      ? `${where}; ${hint.name} may replace it by its own, which has SPF already. This record serves wherever it does not.`
      : `${where}. SPF says here that ${hint.name} may send such mail.`,
    required: false,
    selector: null,
  };
}

function spfRecord({ domain }: SendingSetup, hint: RelayHint): WantedRecord {
  return {
    use: "spf",
    type: "TXT",
    name: domain,
    value: `v=spf1 ${hint.mechanism} ~all`,
    purpose: `Says that ${hint.name} may send for ${domain}, for relays that put it into the return path and for receivers that look here. A domain has one SPF record: add to it, never a second.`,
    required: false,
    selector: null,
  };
}

function dmarcRecord(domain: string): WantedRecord {
  return {
    use: "dmarc",
    type: "TXT",
    name: `_dmarc.${domain}`,
    value: `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`,
    purpose:
      "Tells receivers what to do with mail that only pretends to be yours, and where to report. Large mailbox providers want one; a record that you have is kept.",
    required: false,
    selector: null,
  };
}

function mxRecord({ mailDomain, ourHosts }: SendingSetup): WantedRecord {
  return {
    use: "mx",
    type: "MX",
    name: mailDomain,
    value: `10 ${ourHosts[0] ?? mailDomain}`,
    purpose: `Brings customers' answers and bounces back: reply addresses end in ${mailDomain}. The host needs an address record of its own, and port 25 has to reach Inlet.`,
    required: false,
    selector: null,
  };
}
