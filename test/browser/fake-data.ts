// A believable desk for looking at screens without a server: tickets, deliveries, sources and people, made from a seed.
import type { Agent, Me } from "#contract/agents.ts";
import type { ApiKey } from "#contract/api-keys.ts";
import type { Delivery } from "#contract/deliveries.ts";
import type { Message } from "#contract/messages.ts";
import type { SourceDetail } from "#contract/sources.ts";
import type { Ticket } from "#contract/tickets.ts";
import { makeKey, makeReceipt, makeSource, newId } from "./fake-parts.ts";

const nothingFound = { autoKind: null, forwarded: null, claimedAuthors: [], security: null, calendar: null };

/** A message that shows all that can stand beside the words. */
const passedOn: Pick<Message, keyof typeof nothingFound> = {
  autoKind: null,
  forwarded: {
    how: "attached",
    confidence: "certain",
    author: { name: "Priya Nair", address: "priya@harbour.example" },
    to: [{ name: "", address: "hello@northwind.example" }],
    cc: [],
    subject: "The export stops at 10,000 rows",
    sentAt: "2026-11-18T09:12:00.000Z",
    dateText: null,
    text: "Hello,\n\nour export stops at 10,000 rows. Is that a limit of our plan?\n\nPriya",
  },
  claimedAuthors: [
    { author: { name: "Priya Nair", address: "priya@harbour.example" }, by: "group", forwarder: "groups.example" },
  ],
  security: { signed: "smime", encrypted: null },
  calendar: {
    method: "request",
    summary: "Call about the export",
    location: "Online",
    organizer: "Priya Nair",
    startsAt: "2026-11-24T13:00:00.000Z",
    endsAt: "2026-11-24T13:30:00.000Z",
    allDay: false,
  },
};

export interface Desk {
  me: Me;
  agents: Agent[];
  keys: ApiKey[];
  sources: SourceDetail[];
  tickets: Ticket[];
  deliveries: Delivery[];
}

const people = [
  ["Ana Ruiz", "ana@northwind.example"],
  ["Jonas Weber", "jonas.weber@hafen.example"],
  ["Priya Raman", "priya@raman.example"],
  ["Tomás Oliveira", "tomas@oliveira.example"],
  ["Marta Kowalska", "m.kowalska@poczta.example"],
  ["Li Wen", "li.wen@jade.example"],
  ["", "accounts@bluefin.example"],
  ["Sam O'Neill", "sam@oneill.example"],
  ["Mira Okafor", "mira.okafor@evil.example"],
  ["billing@hafen.example", "promo@mailer.example"],
  ["Yuki Tanaka", "yuki@tanaka.example"],
  ["Noor Haddad", "noor@haddad.example"],
] as const;
const subjects = [
  [
    "Invoice 4471 shows the wrong VAT number",
    "Hello, our VAT number changed in March, but invoice 4471 still carries the old one. Could you send a corrected copy?",
  ],
  [
    "Cannot sign in since this morning",
    "I get “session expired” right after entering the code. I tried two browsers and my phone.",
  ],
  ["Order 2231: one box is missing", "Two of three boxes arrived today. The tracking page says delivered for all of them."],
  ["How do I export all of last year's reports?", "The export stops at 1,000 rows. Is there a way to get all of it in one file?"],
  [
    "Webhook deliveries are late by an hour",
    "Since about 09:00 UTC our endpoint receives events roughly an hour after they happened.",
  ],
  ["Please add a second admin", "Our colleague Noor should be able to invite people too. What do you need from me?"],
  ["Refund for a double charge", "We were charged twice on the 3rd. Both charges have the same description."],
  ["App crashes when I attach a photo", "Every time, on iOS 19. Screenshot attached."],
] as const;

export function makeDesk(now: number, ticketCount = 320): Desk {
  const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();
  const workspace = { id: newId(), name: "Northwind Support" };
  const mira: Agent = { id: newId(), name: "Mira Okafor", email: "mira@northwind.example", role: "owner", disabled: false };
  const ben: Agent = { id: newId(), name: "Ben Adler", email: "ben@northwind.example", role: "agent", disabled: false };
  const me: Me = {
    kind: "agent",
    agent: { ...mira, totpEnabled: false },
    apiKey: null,
    workspace,
    mayManageKeys: true,
    expiresAt: at(-60 * 24 * 14),
    scopes: ["tickets:read", "tickets:write", "deliveries:read", "deliveries:write", "sources:read", "sources:write"],
  };
  const sources = [
    makeSource("Support", "connected", at),
    makeSource("Billing", "failing", at),
    makeSource("Jobs", "paused", at),
  ];
  const source = sources[0] as SourceDetail;
  const name = { id: source.id, name: source.name, kind: source.kind };
  const deliveries: Delivery[] = [];
  const tickets = Array.from({ length: ticketCount }, (_, n) => makeTicket(n));
  deliveries.push(...sideDeliveries());
  return {
    me,
    agents: [mira, ben],
    keys: [makeKey(at)],
    sources,
    tickets,
    deliveries: deliveries.sort((a, b) => b.receivedAt.localeCompare(a.receivedAt)),
  };

  function makeTicket(n: number): Ticket {
    const [person, email] = people[n % people.length] as readonly [string, string];
    const [subject, body] = subjects[n % subjects.length] as readonly [string, string];
    const minutes = 2 + n * 17;
    const id = newId();
    const number = 1042 - n > 0 ? 1042 - n : 5000 + n;
    const states = ["open", "open", "open", "pending", "on-hold", "resolved"] as const;
    const messages = [makeMessage(id, n, person, email, subject, body, minutes + 90, 0)];
    if (n % 2 === 0)
      messages.push(
        makeMessage(
          id,
          n,
          person,
          email,
          `Re: ${subject}`,
          "One more thing: this is urgent for us, the auditors come on Thursday.",
          minutes,
          1,
        ),
      );
    const last = messages.at(-1) as Message;
    const ticket: Ticket = {
      id,
      number,
      subject,
      state: states[n % states.length] ?? "open",
      priority: n % 11 === 0 ? "urgent" : n % 7 === 0 ? "high" : "normal",
      preview: last.visibleText,
      messageCount: messages.length,
      requester: { id: `contact-${email}`, name: person, email, addresses: [email], createdAt: at(minutes + 60 * 24 * 90) },
      assignee: n % 3 === 0 ? { id: mira.id, name: mira.name } : n % 5 === 0 ? { id: ben.id, name: ben.name } : null,
      source: name,
      delivery: null,
      company: n % 4 === 0 ? { id: "company-1", name: "Northwind Traders" } : null,
      createdAt: at(minutes + 90),
      updatedAt: at(minutes),
      lastMessageAt: last.receivedAt,
      participants: [
        { address: email, role: "requester" },
        { address: "support@northwind.example", role: "addressed" },
      ],
      messages,
      hasEarlierMessages: false,
      earlierTickets:
        n < 12
          ? [
              {
                id: newId(),
                number: 987,
                subject: "Where can I change the billing address?",
                state: "resolved",
                lastMessageAt: at(60 * 24 * 12),
              },
              { id: newId(), number: 902, subject: "Trial extension", state: "resolved", lastMessageAt: at(60 * 24 * 40) },
            ]
          : [],
      reports:
        n === 3
          ? [
              {
                id: newId(),
                kind: "delivery-status",
                recipients: [
                  {
                    address: email,
                    action: "failed",
                    status: "5.1.1",
                    diagnostic: "550 5.1.1 no such user",
                    reason: "address-unknown",
                    permanent: true,
                  },
                ],
                deliveryId: newId(),
                receivedAt: at(minutes),
              },
            ]
          : [],
      possiblyRelatedTo:
        n === 1
          ? { id: newId(), number: 1012, subject: "Sign-in codes arrive twice", state: "open", lastMessageAt: at(600) }
          : null,
    };
    for (const message of messages) {
      deliveries.push(
        makeDelivery({
          id: message.deliveryId ?? newId(),
          minutes: (now - Date.parse(message.receivedAt)) / 60_000,
          sender: email,
          subject: message.subject,
          ticket,
          action: message === messages[0] ? "create" : "append",
          reason: null,
        }),
      );
    }
    return ticket;
  }

  function makeMessage(
    ticketId: string,
    n: number,
    person: string,
    email: string,
    subject: string,
    body: string,
    minutes: number,
    position: number,
  ): Message {
    const deliveryId = newId();
    const verdicts = ["verified", "verified", "unverified", "failed"] as const;
    return {
      id: newId(),
      ticketId,
      direction: "inbound",
      author: { name: person, address: email },
      from: null,
      bcc: [],
      agent: null,
      apiKey: null,
      mentions: [],
      undoUntil: null,
      submissions: [],
      to: [{ name: "Northwind Support", address: "support@northwind.example" }],
      cc: n % 3 === 0 ? [{ name: "", address: "books@northwind.example" }] : [],
      subject,
      visibleText: `${body}\n\nKind regards\n${person || "Accounts"}`,
      text:
        position === 0
          ? `${body}\n\nKind regards\n${person || "Accounts"}`
          : `${body}\n\nKind regards\n${person}\n\nOn Thu, 19 Nov 2026 at 10:12, ${person} wrote:\n> Hello,\n> this is the first message, quoted in whole.\n> Kind regards`,
      ...(n === 1 && position === 0 ? passedOn : nothingFound),
      textCut: false,
      hasHtml: n % 2 === 0,
      attachments:
        n % 3 === 0 && position === 0
          ? [
              {
                id: newId(),
                name: "invoice-4471.pdf",
                mediaType: "application/pdf",
                sniffedType: "application/pdf",
                disposition: "attachment",
                size: 184_220,
                refusedBecause: null,
                isImage: false,
              },
              {
                id: newId(),
                name: "screenshot.png",
                mediaType: "image/png",
                sniffedType: "image/png",
                disposition: "inline",
                size: 48_100,
                refusedBecause: null,
                isImage: true,
              },
              {
                id: newId(),
                name: "all-of-2025.zip",
                mediaType: "application/zip",
                sniffedType: null,
                disposition: "attachment",
                size: 61_000_000,
                refusedBecause: "too-large",
                isImage: false,
              },
            ]
          : [],
      autoSubmitted: n % 13 === 5 ? "auto-replied" : "no",
      senderVerdict: verdicts[n % verdicts.length] ?? "unverified",
      standing: position === 1 && n % 4 === 2 ? "colleague" : "participant",
      arrivals: [
        { deliveryId, source: { id: source.id, name: source.name }, rcptTo: [source.address], receivedAt: at(minutes) },
        ...(n % 6 === 0
          ? [
              {
                deliveryId: newId(),
                source: { id: source.id, name: "Billing" },
                rcptTo: ["billing-x@in.example"],
                receivedAt: at(minutes - 1),
              },
            ]
          : []),
      ],
      deliveryId,
      sentAt: at(minutes),
      receivedAt: at(minutes),
    };
  }

  function makeDelivery(given: {
    id: string;
    minutes: number;
    sender: string | null;
    subject: string | null;
    ticket: Ticket | null;
    action: NonNullable<Delivery["outcome"]>["action"] | null;
    reason: string | null;
  }): Delivery {
    return {
      id: given.id,
      source: name,
      receivedAt: at(given.minutes),
      size: 12_400,
      sender: given.sender,
      subject: given.subject,
      rcptTo: [source.address],
      outcome:
        given.action === null
          ? null
          : {
              action: given.action,
              reason: given.reason,
              ticket:
                given.ticket === null
                  ? null
                  : { id: given.ticket.id, number: given.ticket.number, subject: given.ticket.subject },
              messageId: null,
              decidedAt: at(given.minutes),
              revision: 1,
              revisedBy: null,
              dismissedAt: null,
            },
      queued: given.action === null,
      externalId: `smtp-${given.id}`,
      sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      envelope: {
        mailFrom: given.sender ?? "",
        rcptTo: [source.address],
        remoteAddress: "203.0.113.9",
        helo: "mail.northwind.example",
        tls: true,
      },
      receipt: given.action === null ? null : makeReceipt(given.action),
      history: [],
      queue: null,
      headers: `Received: from mail.northwind.example (203.0.113.9)\r\nFrom: ${given.sender ?? ""}\r\nTo: ${source.address}\r\nSubject: ${given.subject ?? ""}\r\nMessage-ID: <${given.id}@northwind.example>\r\n`,
    };
  }

  function sideDeliveries(): Delivery[] {
    const side = (
      minutes: number,
      sender: string | null,
      subject: string,
      action: NonNullable<Delivery["outcome"]>["action"] | null,
      reason: string | null,
    ) => makeDelivery({ id: newId(), minutes, sender, subject, ticket: null, action, reason });
    return [
      side(1, null, "", null, null),
      side(5, "eve@evil.example", "Re: [Ticket #1040] Cannot sign in", "quarantine", "stranger-on-ticket"),
      side(23, "ceo@hafen.example", "Urgent wire transfer", "quarantine", "unverified-sender"),
      side(44, "mailer-daemon@hafen.example", "Undelivered mail returned to sender", "record-report", null),
      side(52, "ana@northwind.example", "Invoice 4471 shows the wrong VAT number", "discard", "duplicate"),
      side(70, "news@list.example", "This week in freight", "quarantine", "automatic"),
      side(95, null, "=?utf-8?Q?=", "quarantine", "unreadable"),
      side(140, "jonas.weber@hafen.example", "Order 2231", "failed", "store-unavailable"),
    ];
  }
}
