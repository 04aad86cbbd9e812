// Sending domains: their names, the states of a domain and of its keys, and the address that an answer leaves with.
import { addressKey, domainOf } from "./address.ts";
import type { Address } from "./message.ts";

/** pending: not proved yet. verified: mail may leave under it. broken: it was verified, and DNS no longer says what it has to. */
export const sendingDomainStates = ["pending", "verified", "broken"] as const;
export type SendingDomainState = (typeof sendingDomainStates)[number];

export const dkimAlgorithms = ["rsa-sha256", "ed25519-sha256"] as const;
export type DkimAlgorithm = (typeof dkimAlgorithms)[number];

/** new: not found in DNS yet. active: signs. retiring: signs no more; its record stays for mail under way. retired: over. */
export const dkimKeyStates = ["new", "active", "retiring", "retired"] as const;
export type DkimKeyState = (typeof dkimKeyStates)[number];

/** How long the record of a key that signs no more has to stay: mail may wait that long at a relay, or in a forwarder's queue. */
export const retiringDays = 7;

export interface DkimPublicKey {
  selector: string;
  algorithm: DkimAlgorithm;
  /** As it stands behind p= (RFC 6376 §3.6.1, RFC 8463 §4). */
  publicKey: string;
  state: DkimKeyState;
}

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A domain as a person writes it, in lower-case A-labels (RFC 5890); null where it cannot be one that sends mail. Takes the domain out
 * of an address or a web address, since that is what people paste.
 */
export function readDomainName(given: string): string | null {
  const written = given
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/^.*@/, "")
    .replace(/\.$/, "");
  const name = URL.parse(`http://${written}/`)?.hostname ?? "";
  const labels = name.split(".");
  const isName = name.length <= 253 && labels.length >= 2 && labels.every((part) => label.test(part));
  // A top level of digits alone is an IP address.
  return isName && !/^\d+$/.test(labels.at(-1) ?? "") && !written.includes(":") ? name : null;
}

/** `inlet-2026a-r` and `inlet-2026a-e`: the first letter of the year that no key of this domain has had. */
export function nextSelectors(taken: readonly string[], year: number): Record<DkimAlgorithm, string> {
  for (let turn = 0; ; turn += 1) {
    const stem = `inlet-${year}${letters(turn)}`;
    if (!taken.some((selector) => selector.startsWith(`${stem}-`)))
      return { "rsa-sha256": `${stem}-r`, "ed25519-sha256": `${stem}-e` };
  }
}

// a … z, aa, ab …
function letters(turn: number): string {
  const letter = String.fromCharCode(97 + (turn % 26));
  return turn < 26 ? letter : letters(Math.floor(turn / 26) - 1) + letter;
}

// ---------------------------------------------------------------- rotation

export interface KeyChange {
  id: string;
  state: DkimKeyState;
  activatedAt?: Date;
  /** From when on the record may go. */
  retiredAt?: Date;
}

type KeyInTime = Pick<DkimPublicKey, "selector" | "algorithm" | "state"> & { id: string; retiredAt: Date | null };

/**
 * What a check makes of a domain's keys: a new one that is right in DNS signs from now on, and takes the place of the older one of its
 * algorithm, whose record has to stay for mail under way.
 */
export function keyChanges(keys: readonly KeyInTime[], rightSelectors: ReadonlySet<string>, now: Date): KeyChange[] {
  const arrived = keys.filter(({ state, selector }) => state === "new" && rightSelectors.has(selector));
  const replaced = keys.filter(
    ({ state, algorithm }) => state === "active" && arrived.some((key) => key.algorithm === algorithm),
  );
  const over = keys.filter(({ state, retiredAt }) => state === "retiring" && retiredAt !== null && retiredAt <= now);
  const mayGo = new Date(now.getTime() + retiringDays * 86_400_000);
  return [
    ...arrived.map(({ id }) => ({ id, state: "active" as const, activatedAt: now })),
    ...replaced.map(({ id }) => ({ id, state: "retiring" as const, retiredAt: mayGo })),
    ...over.map(({ id }) => ({ id, state: "retired" as const })),
  ];
}

// ---------------------------------------------------------------- the address that an answer leaves with

export interface SenderQuestion {
  /** `address` is the generated one. */
  source: { name: string; address: string; publicAddresses: readonly string[] };
  /** Where the customer's message was addressed to: recipients of the envelope, then To, then Cc. */
  writtenTo: readonly string[];
  /** The sending domains that these addresses can belong to; others do no harm. */
  domains: readonly { id: string; name: string; state: SendingDomainState }[];
}

export const senderNotices = [
  "sender-domain-missing",
  "sender-domain-unverified",
  "sender-domain-broken",
  "no-public-address",
] as const;
export type SenderNoticeCode = (typeof senderNotices)[number];

/** Why an answer does not leave from the address that the customer knows, and what to do about it. */
export interface SenderNotice {
  code: SenderNoticeCode;
  /** The address that it should have left from, and its domain. */
  wanted: string | null;
  domain: string | null;
  text: string;
  remedy: string;
}

export interface SenderChoice {
  from: Address;
  /** Envelope sender: always the generated address, so that reports come back through intake. */
  mailFrom: string;
  /** The domain whose keys sign; null where there is none. */
  domainId: string | null;
  /** Null: it leaves from the address that the customer wrote to, or knows. */
  notice: SenderNotice | null;
}

/**
 * The public address that the customer wrote to, if its domain is verified; else the source's generated address, and why. Only addresses
 * that the source names count: whatever else stands in To is a stranger's to type.
 */
export function chooseSender({ source, writtenTo, domains }: SenderQuestion): SenderChoice {
  const wanted = publicAddressFor(source.publicAddresses, writtenTo);
  const domain = wanted === null ? null : (domains.find(({ name }) => name === domainOf(wanted)) ?? null);
  const mailFrom = source.address;
  if (wanted !== null && domain?.state === "verified") {
    return { from: { name: source.name, address: wanted }, mailFrom, domainId: domain.id, notice: null };
  }
  // The domain of generated addresses can be a sending domain as well: then at least that one signs.
  const own = domains.find(({ name, state }) => name === domainOf(source.address) && state === "verified");
  return {
    from: { name: source.name, address: source.address },
    mailFrom,
    domainId: own?.id ?? null,
    notice: noticeOf(source.address, wanted, domain?.state ?? null),
  };
}

function publicAddressFor(publicAddresses: readonly string[], writtenTo: readonly string[]): string | null {
  const known = new Map(publicAddresses.map((address) => [addressKey(address), address]));
  const named = writtenTo.map(addressKey).find((address) => known.has(address));
  return (named === undefined ? publicAddresses[0] : known.get(named)) ?? null;
}

function noticeOf(generated: string, wanted: string | null, state: SendingDomainState | null): SenderNotice {
  if (wanted === null) {
    return {
      code: "no-public-address",
      wanted,
      domain: null,
      text: `This source names no public address, so answers leave from ${generated}.`,
      remedy: "Name the address that your customers write to in the settings of the source.",
    };
  }
  const domain = domainOf(wanted);
  const instead = `so answers leave from ${generated} instead of ${wanted}`;
  if (state === null) {
    return {
      code: "sender-domain-missing",
      wanted,
      domain,
      text: `${domain} is not set up for sending, ${instead}.`,
      remedy: `Add ${domain} under Settings, Sending, and publish the DNS records that it shows.`,
    };
  }
  if (state === "broken") {
    return {
      code: "sender-domain-broken",
      wanted,
      domain,
      text: `The DNS records of ${domain} are not right any more, ${instead}.`,
      remedy: `Open ${domain} under Settings, Sending: each record says what is wrong with it.`,
    };
  }
  return {
    code: "sender-domain-unverified",
    wanted,
    domain,
    text: `${domain} is not verified yet, ${instead}.`,
    remedy: `Publish the DNS records of ${domain} (Settings, Sending), then check it again.`,
  };
}
