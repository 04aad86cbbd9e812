// Sender authentication of one raw message: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989) and ARC (RFC 8617) by mailauth.
import type { DNSResolver } from "mailauth";
import { arc } from "mailauth/lib/arc/index.js";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { dmarc } from "mailauth/lib/dmarc/index.js";
import { spf } from "mailauth/lib/spf/index.js";
import type { Authentication, SealedWord } from "#domain/authentication.ts";
import type { Envelope } from "#domain/delivery.ts";
import type { Address } from "#domain/message.ts";
import { authResult, readAuthenticationResults } from "./authentication-results.ts";
import { allValues, readHeaderBlock } from "./header-fields.ts";
import { mailLimits } from "./prescan.ts";
import { dnsError, type Resolver } from "./resolver.ts";

/** All questions about one message together; what is open then is a temperror. */
const deadlineMs = 5_000;
const minBitLength = 1_024;
/** More signatures, or longer ones, are there to cost us work: such mail counts as unsigned. */
const maxSignatures = 10;
const maxSignatureLength = 10_000;
/** Under this name results are reported; it never leaves the house. */
const authservId = "inlet";

const noPolicy = { dmarc: { result: "none", domain: null, policy: null }, evaluatedDomain: null } as const;
const unauthenticated: Authentication = {
  spf: { result: "none", domain: null },
  dkim: [],
  arc: { result: "none", sealer: null },
  ...noPolicy,
};

/**
 * Evaluates a message as received. Never throws: what could not be found out is a temperror.
 * No network but through `resolve`. Signatures that cover only a part of the body (`l=`) count as `policy` and prove nothing.
 * A header block over the limits of `mailLimits` is not evaluated at all.
 */
export async function authenticate(
  raw: Uint8Array,
  envelope: Envelope | null,
  from: Address | null,
  resolve: Resolver,
): Promise<Authentication> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const headers = readHeaders(bytes);
  if (headers === null) return unauthenticated;
  const dns = withDeadline(resolve, deadlineMs);
  try {
    const [spfFound, signed] = await Promise.all([
      checkSpf(envelope, dns.resolve),
      // Without a signature nothing but the author's domain is needed: the From fields alone are cheap.
      checkSignatures(headers.isSigned ? bytes : headers.fromFields, dns.resolve),
    ]);
    // Without one author there is no domain whose policy could be asked for.
    const policy = from === null ? noPolicy : await checkDmarc(signed, { spf: spfFound, resolve: dns.resolve });
    return { spf: spfFound, dkim: signed.dkim, arc: signed.arc, ...policy };
  } finally {
    dns.close();
  }
}

interface Headers {
  isSigned: boolean;
  /** The From fields as a header block of their own. */
  fromFields: Buffer;
}

function readHeaders(bytes: Buffer): Headers | null {
  const { fields, overLimit } = readHeaderBlock(bytes, {
    start: 0,
    end: bytes.length,
    isPart: false,
    isDelimiter: () => false,
    limits: mailLimits,
  });
  if (overLimit !== null) return null;
  const signatures = fields.filter((field) => field.name === "dkim-signature");
  const isBounded = signatures.length <= maxSignatures && signatures.every((field) => field.value.length <= maxSignatureLength);
  const hasAny = signatures.length > 0 || fields.some(({ name }) => name === "arc-seal" || name === "arc-message-signature");
  const from = allValues(fields, "from").map((value) => `From: ${value}\r\n`);
  return { isSigned: hasAny && isBounded, fromFields: Buffer.from(`${from.join("")}\r\n`, "latin1") };
}

async function checkSpf(envelope: Envelope | null, resolver: DNSResolver): Promise<Authentication["spf"]> {
  if (envelope === null || envelope.remoteAddress === null) return unauthenticated.spf;
  const found = await spf({
    sender: envelope.mailFrom,
    ip: envelope.remoteAddress.replace(/^::ffff:/i, ""),
    helo: envelope.helo ?? "",
    mta: authservId,
    resolver,
  }).catch(() => null);
  if (!found) return { result: "temperror", domain: null };
  return { result: authResult(found.status?.result), domain: found.domain || null };
}

interface Signed {
  dkim: Authentication["dkim"];
  arc: Authentication["arc"];
  /** As mailauth read them from the From fields. */
  headerFrom: string[];
  fromFields: number;
  arcResult: unknown;
}

async function checkSignatures(message: Buffer, resolver: DNSResolver): Promise<Signed> {
  const found = await dkimVerify(message, { resolver, minBitLength }).catch(() => null);
  if (found === null) {
    const temperror = { result: "temperror" as const, domain: null, selector: null };
    return { dkim: [temperror], arc: { result: "temperror", sealer: null }, headerFrom: [], fromFields: 0, arcResult: false };
  }
  const chain = (found as { arc?: unknown }).arc as Parameters<typeof arc>[0];
  const arcResult = chain ? await arc(chain, { resolver, minBitLength }).catch(() => false as const) : false;
  return {
    dkim: found.results.flatMap(signatureOf),
    arc: arcOf(arcResult),
    headerFrom: found.headerFrom ?? [],
    fromFields: (found as { fromFields?: number }).fromFields ?? 0,
    arcResult,
  };
}

type DkimResult = Awaited<ReturnType<typeof dkimVerify>>["results"][number];

function signatureOf(row: DkimResult): Authentication["dkim"][number][] {
  if (!row.signingDomain) return [];
  const isPartial = (row as { canonBodyLengthLimited?: boolean }).canonBodyLengthLimited === true;
  const result = authResult(row.status?.result);
  return [
    {
      result: isPartial && result === "pass" ? "policy" : result,
      domain: row.signingDomain.toLowerCase(),
      selector: row.selector || null,
    },
  ];
}

interface ArcFound {
  status?: { result?: string };
  signature?: { signingDomain?: string };
  warnings?: readonly string[];
  chain?: readonly ArcSet[] | false;
}

interface ArcSet {
  "arc-seal"?: { parsed?: { d?: { value?: unknown } } };
  "arc-authentication-results"?: { original?: Uint8Array };
}

/** What the library lets pass although RFC 8617 §4.1 does not. A chain is believed instead of the author's own domain: it has to be exact. */
const brokenSyntax: readonly string[] = ["arc-tag-syntax", "arc-instance-syntax"];

function arcOf(found: unknown): Authentication["arc"] {
  const seen = found as ArcFound | false;
  if (!seen) return unauthenticated.arc;
  const sealer = seen.signature?.signingDomain?.toLowerCase() ?? null;
  const result = authResult(seen.status?.result);
  if (result !== "pass") return { result, sealer };
  if (seen.warnings?.some((warning) => brokenSyntax.includes(warning))) return { result: "fail", sealer };
  const said = (seen.chain || []).toReversed().flatMap(sealedWord);
  return { result, sealer: said[0]?.sealer ?? sealer, said };
}

function sealedWord(set: ArcSet): SealedWord[] {
  const sealer = set["arc-seal"]?.parsed?.d?.value;
  const written = set["arc-authentication-results"]?.original;
  const line = written instanceof Uint8Array ? Buffer.from(written).toString("latin1") : "";
  if (typeof sealer !== "string" || sealer === "") return [];
  const { dmarc, signers } = readAuthenticationResults(line.slice(line.indexOf(":") + 1).replace(/\r?\n/g, " "));
  return [{ sealer: sealer.toLowerCase(), dmarc, signers }];
}

async function checkDmarc(
  signed: Signed,
  context: { spf: Authentication["spf"]; resolve: DNSResolver },
): Promise<Pick<Authentication, "dmarc" | "evaluatedDomain">> {
  const options = {
    headerFrom: signed.headerFrom,
    fromFields: signed.fromFields,
    spfDomains: context.spf.result === "pass" && context.spf.domain !== null ? [context.spf.domain] : [],
    dkimDomains: signed.dkim.flatMap(({ result, domain }, index) =>
      result === "pass" && domain ? [{ id: String(index), domain }] : [],
    ),
    arcResult: signed.arcResult,
    resolver: context.resolve,
  };
  const found = await dmarc(options as unknown as Parameters<typeof dmarc>[0]).catch(() => null);
  if (found === null) return { dmarc: { result: "temperror", domain: null, policy: null }, evaluatedDomain: null };
  if (!found) return { dmarc: unauthenticated.dmarc, evaluatedDomain: null };
  const domain = (found.status?.header?.from ?? "").replace(/\.$/, "") || null;
  return {
    dmarc: { result: authResult(found.status?.result), domain, policy: policyOf(found.policy) },
    evaluatedDomain: domain,
  };
}

function policyOf(word: string | undefined): Authentication["dmarc"]["policy"] {
  return word === "none" || word === "quarantine" || word === "reject" ? word : null;
}

interface BoundedResolver {
  resolve: DNSResolver;
  close(): void;
}

// One clock for all questions about a message: those still open at its end fail like a server that does not answer.
function withDeadline(resolve: Resolver, timeoutMs: number): BoundedResolver {
  const waiting = new Set<(error: Error) => void>();
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    for (const reject of waiting) reject(dnsError("ETIMEOUT", "deadline", "passed"));
  }, timeoutMs);
  return {
    resolve: (name, type) =>
      new Promise((fulfil, reject) => {
        if (isOver) return reject(dnsError("ETIMEOUT", name, type));
        waiting.add(reject);
        resolve(name, type)
          .then((answer) => fulfil(answer as string[]), reject)
          .finally(() => waiting.delete(reject));
      }),
    close: () => clearTimeout(timer),
  };
}
