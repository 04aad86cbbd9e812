// Sending domains: what to publish in DNS, what is there, and the keys that sign.
import { z } from "zod";
import { findingStates } from "#domain/dns-verdict.ts";
import { recordUses } from "#domain/sending-records.ts";
import { dkimAlgorithms, dkimKeyStates, sendingDomainStates } from "#domain/sending-domain.ts";
import { id, listParameters, pageOf, time } from "./list.ts";

export const dnsRecord = z
  .object({
    /** dkim: a signing key. return-path, spf: who may send. dmarc: the policy. mx: the way back for answers. */
    use: z.enum(recordUses),
    type: z.enum(["TXT", "MX"]),
    /** The whole name. Many panels want it without the zone at its end. */
    name: z.string().meta({ example: "inlet-2026a-r._domainkey.example.com" }),
    /** What has to stand there; merged with what is there already, where one record has to say both. */
    value: z.string().meta({ example: "v=DKIM1; k=rsa; p=MIIBIjANBgkq…" }),
    /** The value in strings of at most 255 octets, where it is longer (RFC 1035 §3.3.14); else null. */
    strings: z.array(z.string()).nullable(),
    /** For the person who publishes it. */
    purpose: z.string(),
    /** Whether the domain can be verified without it. */
    required: z.boolean(),
    selector: z.string().nullable(),
    /** shadowed: something else answers in its place. unknown: DNS did not say. */
    state: z.enum(findingStates),
    /** Stable; null where all is well. Explained in docs/errors. */
    code: z.string().nullable().meta({ example: "name-doubled" }),
    /** What is there now. */
    found: z.array(z.string()),
    /** What that means, and what to do. */
    advice: z.string(),
    /** Whether DMARC lets it speak for the domain; null for records that DMARC does not ask. */
    aligned: z.boolean().nullable(),
  })
  .meta({ id: "DnsRecord" });
export type DnsRecord = z.infer<typeof dnsRecord>;

export const dkimKey = z
  .object({
    id,
    selector: z.string().meta({ example: "inlet-2026a-r" }),
    algorithm: z.enum(dkimAlgorithms),
    publicKey: z.string(),
    /** new: not found in DNS yet. active: signs. retiring: its record has to stay until `retiredAt`. retired: over. */
    state: z.enum(dkimKeyStates),
    createdAt: time,
    activatedAt: time.nullable(),
    retiredAt: time.nullable(),
  })
  .meta({ id: "DkimKey" });
export type DkimKey = z.infer<typeof dkimKey>;

export const sendingDomain = z
  .object({
    id,
    name: z.string().meta({ example: "example.com" }),
    /** Answers leave under it only while it is verified. broken: it was, and DNS is not right any more. */
    state: z.enum(sendingDomainStates),
    /** Records that are not as they should be. */
    problems: z.number().int(),
    /** Which proofs count for DMARC: one is enough. */
    alignment: z.object({ dkim: z.boolean(), spf: z.boolean() }),
    checkedAt: time.nullable(),
    verifiedAt: time.nullable(),
    createdAt: time,
  })
  .meta({ id: "SendingDomain" });
export type SendingDomain = z.infer<typeof sendingDomain>;

export const sendingDomainPage = pageOf(sendingDomain).meta({ id: "SendingDomainPage" });
export const sendingDomainListParameters = z.object(listParameters);

export const sendingDomainDetail = sendingDomain
  .extend({
    /** In the order in which to publish them, as of `checkedAt`. */
    records: z.array(dnsRecord),
    /** Oldest first. */
    keys: z.array(dkimKey),
  })
  .meta({ id: "SendingDomainDetail" });
export type SendingDomainDetail = z.infer<typeof sendingDomainDetail>;

/** What stands behind the @; an address or a web address will do. */
export const addSendingDomainRequest = z.strictObject({
  name: z.string().trim().min(1).max(500).meta({ example: "example.com" }),
});
export type AddSendingDomainRequest = z.input<typeof addSendingDomainRequest>;
