// Tickets and what is said on them in the desk in memory: made from their number, listed, searched and changed.
import type { Agent } from "#contract/agents.ts";
import type { Message } from "#contract/messages.ts";
import type { SourceDetail } from "#contract/sources.ts";
import type { Ticket } from "#contract/tickets.ts";
import type { Desk } from "./fake-data.ts";
import { newId } from "./fake-parts.ts";
import { type Asked, no, ok, page, type Reply } from "./fake-reply.ts";

/** What everything on a desk is made with. */
export interface Making {
  /** The time so many minutes ago. */
  at(minutes: number): string;
  mira: Agent;
  ben: Agent;
  source: SourceDetail;
}

export const nameOf = ({ id, name, kind }: SourceDetail) => ({ id, name, kind });

/** Null: not a path of this part. */
export function answerAboutTickets(desk: Desk, { method, path, query, body }: Asked): Reply | null {
  if (!path.startsWith("/tickets")) return null;
  if (path === "/tickets") {
    const wanted = desk.tickets.filter((ticket) => {
      const assignee = query.get("assignee");
      if (query.has("delivery") && !(query.get("delivery") ?? "").split(",").includes(ticket.delivery ?? "")) return false;
      if (query.has("state") && !(query.get("state") ?? "").split(",").includes(ticket.state)) return false;
      if (assignee === "none" && ticket.assignee !== null) return false;
      if (assignee === "me" && ticket.assignee?.id !== desk.me.agent?.id) return false;
      const text = (query.get("q") ?? "").toLowerCase();
      return `${ticket.number} ${ticket.subject} ${ticket.requester.email} ${ticket.preview}`.toLowerCase().includes(text);
    });
    return page(
      wanted.sort((a, b) => b.lastMessageAt.localeCompare(a.lastMessageAt)),
      query,
    );
  }
  const byNumber = /^\/tickets\/by-number\/(\d+)$/.exec(path);
  const ticket = desk.tickets.find((one) =>
    byNumber === null ? path === `/tickets/${one.id}` : String(one.number) === byNumber[1],
  );
  if (ticket === undefined) return no(404, "not-found", "Not found", "There is no ticket with this number.");
  if (method === "PATCH") {
    const { assigneeId, ...rest } = body;
    Object.assign(ticket, rest, { updatedAt: new Date().toISOString() });
    if (assigneeId !== undefined) ticket.assignee = desk.agents.find((agent) => agent.id === assigneeId) ?? null;
    return { status: 200, body: ticket, announce: { event: "ticket", ids: [ticket.id] } };
  }
  return ok(ticket);
}

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

/** The n-th: newer ones first. */
export function makeTicket(making: Making, n: number): Ticket {
  const { at, mira, ben } = making;
  const [person, email] = people[n % people.length] as readonly [string, string];
  const [subject, body] = subjects[n % subjects.length] as readonly [string, string];
  const minutes = 2 + n * 17;
  const id = newId();
  const number = 1042 - n > 0 ? 1042 - n : 5000 + n;
  const states = ["open", "open", "open", "pending", "on-hold", "resolved"] as const;
  const words = { ticketId: id, n, person, email };
  const messages = [makeMessage(making, { ...words, subject, body, minutes: minutes + 90, position: 0 })];
  const more = "One more thing: this is urgent for us, the auditors come on Thursday.";
  if (n % 2 === 0) messages.push(makeMessage(making, { ...words, subject: `Re: ${subject}`, body: more, minutes, position: 1 }));
  const last = messages.at(-1) as Message;
  return {
    id,
    number,
    subject,
    state: states[n % states.length] ?? "open",
    priority: n % 11 === 0 ? "urgent" : n % 7 === 0 ? "high" : "normal",
    preview: last.visibleText,
    messageCount: messages.length,
    requester: { id: `contact-${email}`, name: person, email, addresses: [email], createdAt: at(minutes + 60 * 24 * 90) },
    assignee: n % 3 === 0 ? { id: mira.id, name: mira.name } : n % 5 === 0 ? { id: ben.id, name: ben.name } : null,
    source: nameOf(making.source),
    delivery: null,
    company: n % 4 === 0 ? { id: "company-1", name: "Northwind Traders" } : null,
    createdAt: at(minutes + 90),
    updatedAt: at(minutes),
    lastMessageAt: last.receivedAt,
    participants: [
      { address: email, role: "requester" },
      ...(n % 3 === 0 ? [{ address: "books@northwind.example", role: "addressed" as const }] : []),
    ],
    messages,
    hasEarlierMessages: false,
    earlierTickets: n < 12 ? earlierTickets(at) : [],
    reports: n === 3 ? [bounceOf(email, at(minutes))] : [],
    possiblyRelatedTo:
      n === 1
        ? { id: newId(), number: 1012, subject: "Sign-in codes arrive twice", state: "open", lastMessageAt: at(600) }
        : null,
  };
}

function earlierTickets(at: Making["at"]): Ticket["earlierTickets"] {
  return [
    {
      id: newId(),
      number: 987,
      subject: "Where can I change the billing address?",
      state: "resolved",
      lastMessageAt: at(60 * 24 * 12),
    },
    { id: newId(), number: 902, subject: "Trial extension", state: "resolved", lastMessageAt: at(60 * 24 * 40) },
  ];
}

function bounceOf(address: string, receivedAt: string): Ticket["reports"][number] {
  return {
    id: newId(),
    kind: "delivery-status",
    recipients: [
      {
        address,
        action: "failed",
        status: "5.1.1",
        diagnostic: "550 5.1.1 no such user",
        reason: "address-unknown",
        permanent: true,
      },
    ],
    deliveryId: newId(),
    receivedAt,
  };
}

interface Words {
  ticketId: string;
  n: number;
  person: string;
  email: string;
  subject: string;
  body: string;
  minutes: number;
  /** Its place on the ticket. */
  position: number;
}

function makeMessage({ at, source }: Making, words: Words): Message {
  const { ticketId, n, person, email, subject, body, minutes, position } = words;
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
    attachments: n % 3 === 0 && position === 0 ? files() : [],
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

function files(): Message["attachments"] {
  return [
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
  ];
}
