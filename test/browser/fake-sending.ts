// The ways out in the desk in memory: sending domains with their records, relays, suppressions; and answers in every state.
import type { Message, Submission } from "#contract/messages.ts";
import type { Relay } from "#contract/relays.ts";
import type { DnsRecord, SendingDomainDetail } from "#contract/sending-domains.ts";
import type { Suppression } from "#contract/suppressions.ts";
import type { Ticket } from "#contract/tickets.ts";
import { makeSubmission } from "./fake-answers.ts";
import type { Desk } from "./fake-data.ts";
import { newId } from "./fake-parts.ts";
import { type Asked, minutesAgo as ago, no, ok, type Reply } from "./fake-reply.ts";

export interface Ways {
  domains: SendingDomainDetail[];
  relay: Relay | null;
  /** The password that was typed last; it never goes out. */
  password: string | null;
  suppressions: Suppression[];
}

const rsa =
  "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0Ks9BIz5Nq1XU1vU5m8A9rWn9cV5z4kM3mHDrR9bqWwZy0tXv3nqzVbE1kQ8lI0gGJzR4GQ0mVqWk0iTzXwPq5uYbq2o8HcS7rYxM1uJp3vKeQIDAQAB";

export function makeWays(): Ways {
  return {
    domains: [makeDomain("northwind.example", "verified"), makeDomain("hafen.example", "pending")],
    relay: {
      origin: "workspace",
      kind: "smtp",
      host: "smtp.provider.example",
      port: 587,
      tls: "required",
      username: "northwind",
      hasPassword: true,
      connections: 4,
      perMinute: null,
      updatedAt: ago(600),
    },
    password: null,
    suppressions: [
      makeSuppression("old.address@hafen.example", "bounced", "550 5.1.1 no such user"),
      makeSuppression("angry@poczta.example", "complained", "abuse report of poczta.example"),
      makeSuppression("demo@raman.example", "by-hand", "Asked us to write to her new address."),
    ],
  };
}

/** Null: not a path of this part. */
export function answerAboutSending(ways: Ways, request: Asked): Reply | null {
  const { method, path, body, query } = request;
  if (path.endsWith("/relay/test")) {
    const host = (body["relay"] as { host?: string } | null)?.host ?? "";
    return host.includes("wrong")
      ? ok({
          works: false,
          code: "relay-auth-failed",
          detail: "The relay refused the user or the password: “535 5.7.8 authentication failed”. Type them again.",
          durationMs: 180,
        })
      : ok({ works: true, code: null, detail: `${host} takes mail over TLS 1.3, and knows this user.`, durationMs: 212 });
  }
  if (path.endsWith("/relay")) return relay(ways, method, body, path === "/relay");
  if (path.startsWith("/sending-domains")) return domains(ways, method, path, body);
  if (path.startsWith("/suppressions")) return suppressions(ways, method, path, { body, query });
  return null;
}

function relay(ways: Ways, method: string, body: Record<string, unknown>, isOwn: boolean): Reply {
  if (method === "DELETE") {
    ways.relay = null;
    return ok(null, 204);
  }
  if (method === "PUT") {
    const { password, ...rest } = body as { password?: string | null } & Partial<Relay>;
    if (typeof password === "string") ways.password = password;
    const hasPassword = password === undefined ? (ways.relay?.hasPassword ?? false) : password !== null;
    ways.relay = { ...(rest as Relay), origin: isOwn ? "workspace" : "domain", hasPassword, updatedAt: new Date().toISOString() };
  }
  return ok({ relay: ways.relay });
}

function domains(ways: Ways, method: string, path: string, body: Record<string, unknown>): Reply {
  if (path === "/sending-domains" && method === "POST") {
    const name = String(body["name"]);
    if (!name.includes("."))
      return no(422, "not-a-domain", "This is no domain", "Write the part behind the @ of your address, like example.com.");
    const made = makeDomain(name, "pending");
    ways.domains.push(made);
    return ok(made, 201);
  }
  if (path === "/sending-domains") return ok({ data: ways.domains, nextCursor: null });
  const domain = ways.domains.find((one) => path.startsWith(`/sending-domains/${one.id}`));
  if (domain === undefined) return no(404, "not-found", "Not found", "There is no such domain.");
  if (method === "DELETE") {
    ways.domains = ways.domains.filter((one) => one !== domain);
    return ok(null, 204);
  }
  if (path.endsWith("/check")) Object.assign(domain, { ...makeDomain(domain.name, "verified"), id: domain.id });
  if (path.endsWith("/rotate")) {
    const fresh = makeDomain(domain.name, "pending");
    domain.records.unshift(
      ...fresh.records
        .filter(({ use }) => use === "dkim")
        .map((record) => ({ ...record, name: record.name.replace("2026a", "2026b") })),
    );
    domain.problems = domain.records.filter(({ state }) => state !== "ok").length;
  }
  return ok(domain);
}

function suppressions(
  ways: Ways,
  method: string,
  path: string,
  { body, query }: { body: Record<string, unknown>; query: URLSearchParams },
): Reply {
  const known = ways.suppressions.find((one) => path === `/suppressions/${encodeURIComponent(one.address)}/release`);
  if (known !== undefined) {
    known.releasedAt = new Date().toISOString();
    return ok(known);
  }
  if (method === "POST") {
    const made = makeSuppression(String(body["address"]), "by-hand", (body["note"] as string | undefined) ?? "");
    ways.suppressions = [made, ...ways.suppressions.filter((one) => one.address !== made.address)];
    return ok(made, 201);
  }
  const shown = ways.suppressions.filter(
    (one) => one.address.startsWith(query.get("q") ?? "") && (query.get("released") === "true" || one.releasedAt === null),
  );
  return ok({ data: shown, nextCursor: null });
}

function makeSuppression(address: string, reason: Suppression["reason"], evidence: string): Suppression {
  const reportedBy = reason === "bounced" ? newId() : null;
  return { address, reason, evidence, reportedBy, createdAt: ago(60 * 26), releasedAt: null, releasedBy: null };
}

function makeDomain(name: string, state: SendingDomainDetail["state"]): SendingDomainDetail {
  const isWell = state === "verified";
  const record = (use: DnsRecord["use"], given: Partial<DnsRecord>): DnsRecord => ({
    use,
    type: "TXT",
    name,
    value: "",
    strings: null,
    purpose: "",
    required: true,
    selector: null,
    state: "ok",
    code: null,
    found: [],
    advice: "",
    aligned: null,
    ...given,
  });
  const missing = {
    state: "missing",
    code: "record-missing",
    advice: "Nothing stands at this name. Publish the record as it is shown here.",
  } as const;
  const records = [
    record("dkim", {
      name: `inlet-2026a-r._domainkey.${name}`,
      value: rsa,
      strings: [rsa.slice(0, 255), rsa.slice(255)],
      purpose: "Receivers check with it that answers were signed by you and not changed on the way.",
      ...(isWell ? {} : missing),
    }),
    record("dkim", {
      name: `inlet-2026a-e._domainkey.${name}`,
      value: "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
      purpose: "A second, shorter signature of the newer kind (Ed25519), for receivers that read it.",
      required: false,
      ...(isWell
        ? {}
        : {
            state: "wrong",
            code: "name-doubled",
            found: ["v=DKIM1; k=ed25519; p=11qYAYKxCrfVS"],
            advice: `The record stands at inlet-2026a-e._domainkey.${name}.${name}: your panel adds the zone by itself. Enter the name without it.`,
          }),
    }),
    record("spf", {
      value: "v=spf1 include:spf.provider.example ~all",
      purpose: "Says that your relay may send for this domain.",
      required: false,
      ...(isWell
        ? {}
        : {
            state: "shadowed",
            code: "two-records",
            found: ["v=spf1 -all", "v=spf1 include:other.example ~all"],
            advice: "Two SPF records stand here, and receivers then believe none. Make one of them.",
          }),
    }),
    record("dmarc", {
      name: `_dmarc.${name}`,
      value: "v=DMARC1; p=none",
      purpose: "Tells receivers what to do with mail that only claims to be yours.",
      required: false,
      ...(isWell ? {} : missing),
    }),
    record("mx", {
      type: "MX",
      name: "in.northwind.example",
      value: "10 mail.northwind.example",
      purpose: "The way back: answers of customers come here.",
    }),
  ];
  return {
    id: newId(),
    name,
    state,
    problems: records.filter((one) => one.state !== "ok").length,
    alignment: { dkim: isWell, spf: false },
    checkedAt: ago(12),
    verifiedAt: isWell ? ago(60 * 24 * 9) : null,
    createdAt: ago(60 * 24 * 10),
    records,
    keys: [
      {
        id: newId(),
        selector: "inlet-2026a-r",
        algorithm: "rsa-sha256",
        publicKey: "",
        state: isWell ? "active" : "new",
        createdAt: ago(9000),
        activatedAt: null,
        retiredAt: null,
      },
      {
        id: newId(),
        selector: "inlet-2026a-e",
        algorithm: "ed25519-sha256",
        publicKey: "",
        state: isWell ? "active" : "new",
        createdAt: ago(9000),
        activatedAt: null,
        retiredAt: null,
      },
    ],
  };
}

/** Answers of every state on ticket 1038, a note, and an answer that is wholly sent. */
export function addAnswers(desk: Desk): Desk {
  const ticket = desk.tickets.find((one) => one.number === 1038);
  if (ticket === undefined) return desk;
  const copies: [Submission["state"], Partial<Submission>][] = [
    ["sent", { reply: "250 2.0.0 Ok: queued as 4XyZ", sentAt: ago(8), attempts: 1 }],
    [
      "deferred",
      { role: "cc", reply: "450 4.7.1 try again later", nextTryAt: new Date(Date.now() + 228_000).toISOString(), attempts: 3 },
    ],
    ["bounced", { role: "cc", reply: "550 5.1.1 no such user here", code: "5.1.1", attempts: 1 }],
    [
      "unknown",
      { role: "cc", reply: "the connection was closed", attempts: 1, nextTryAt: new Date(Date.now() + 60_000).toISOString() },
    ],
    ["failed", { role: "cc", reply: "554 5.7.1 message refused", code: "5.7.1", attempts: 1 }],
    ["suppressed", { role: "bcc" }],
    ["queued", { role: "bcc" }],
  ];
  const names = [
    "m.kowalska@poczta.example",
    "carol@other.example",
    "old.address@hafen.example",
    "ops@far.example",
    "legal@far.example",
    "angry@poczta.example",
    "archive@northwind.example",
  ];
  const submissions = copies.map(([state, more], at) => makeSubmission(names[at] ?? "", state, more));
  ticket.messages.push(
    answerOn(ticket, desk, 30, "We look into it now.", [
      makeSubmission(names[0] ?? "", "sent", { name: "Marta Kowalska", reply: "250 2.0.0 Ok", sentAt: ago(29), attempts: 1 }),
    ]),
    {
      ...answerOn(ticket, desk, 20, "@Ben Adler do you know this endpoint? The customer is on the old plan.", []),
      direction: "note",
      from: null,
      to: [],
      mentions: [{ id: desk.agents[1]?.id ?? "", name: "Ben Adler" }],
    },
    answerOn(ticket, desk, 9, "The events arrive in time again. It was a queue of ours, and it is repaired.", submissions),
  );
  ticket.messageCount = ticket.messages.length;
  ticket.delivery = "failed";
  for (const [at, delivery] of (["deferred", "unknown", "bounced", "queued"] as const).entries()) {
    const other = desk.tickets[6 + 6 * at];
    if (other !== undefined) other.delivery = delivery;
  }
  return desk;
}

function answerOn(ticket: Ticket, desk: Desk, minutes: number, text: string, submissions: Submission[]): Message {
  const agent = { id: desk.me.agent?.id ?? "", name: desk.me.agent?.name ?? "" };
  return {
    ...(ticket.messages[0] as Message),
    id: newId(),
    direction: "outbound",
    author: { name: agent.name, address: "support@northwind.example" },
    from: { name: "Northwind Support", address: "support@northwind.example" },
    agent,
    to: submissions.filter(({ role }) => role === "to").map(({ name, address }) => ({ name, address })),
    cc: submissions.filter(({ role }) => role === "cc").map(({ name, address }) => ({ name, address })),
    bcc: submissions.filter(({ role }) => role === "bcc").map(({ name, address }) => ({ name, address })),
    subject: `Re: ${ticket.subject}`,
    text,
    visibleText: text,
    attachments: [],
    arrivals: [],
    forwarded: null,
    claimedAuthors: [],
    security: null,
    calendar: null,
    autoSubmitted: "no",
    autoKind: null,
    standing: "participant",
    senderVerdict: "unchecked",
    deliveryId: null,
    receivedAt: ago(minutes),
    sentAt: ago(minutes),
    undoUntil: null,
    submissions,
  };
}
