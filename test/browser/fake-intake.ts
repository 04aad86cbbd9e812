// What arrives in the desk in memory: deliveries with their receipts, sources with their checks.
import type { Delivery } from "#contract/deliveries.ts";
import type { SourceDetail } from "#contract/sources.ts";
import type { Ticket } from "#contract/tickets.ts";
import type { Desk } from "./fake-data.ts";
import { makeReceipt, makeSource, newId } from "./fake-parts.ts";
import { type Asked, minutesAgo, no, nothingHere, ok, page, type Reply } from "./fake-reply.ts";
import { type Making, nameOf } from "./fake-tickets.ts";

/** Null: not a path of this part. */
export function answerAboutIntake(desk: Desk, asked: Asked): Reply | null {
  if (asked.path.startsWith("/deliveries")) return deliveries(desk, asked);
  return asked.path.startsWith("/sources") ? sources(desk, asked) : null;
}

function deliveries(desk: Desk, { method, path, query }: Asked): Reply {
  if (path === "/deliveries") {
    const outcomes = query.get("outcome")?.split(",") ?? null;
    const text = (query.get("q") ?? "").toLowerCase();
    return page(
      desk.deliveries.filter(
        (one) =>
          (outcomes === null || outcomes.includes(one.outcome?.action ?? "pending")) &&
          (query.get("dismissed") !== "false" || one.outcome?.dismissedAt == null) &&
          `${one.sender} ${one.subject}`.toLowerCase().includes(text),
      ),
      query,
    );
  }
  const delivery = desk.deliveries.find((one) => path.startsWith(`/deliveries/${one.id}`));
  if (delivery === undefined) return nothingHere();
  if (path.endsWith("/raw")) {
    return { text: delivery.headers ?? "", headers: { "content-type": "text/plain" } };
  }
  if (method === "POST" && delivery.outcome !== null) {
    if (path.endsWith("/dismiss")) delivery.outcome.dismissedAt = new Date().toISOString();
    if (path.endsWith("/undismiss")) delivery.outcome.dismissedAt = null;
    if (path.endsWith("/release")) {
      delivery.outcome.action = "create";
      delivery.outcome.reason = null;
      delivery.outcome.revision += 1;
    }
    return { status: 200, body: delivery, announce: { event: "delivery", ids: [delivery.id] } };
  }
  return ok(delivery);
}

function sources(desk: Desk, { method, path, body }: Asked): Reply {
  if (path === "/sources" && method === "POST") {
    const made = makeSource(body["name"] as string, "new", minutesAgo);
    desk.sources.push(made);
    return ok(made, 201);
  }
  if (path === "/sources") return ok({ data: desk.sources, nextCursor: null });
  const source = desk.sources.find((one) => path.startsWith(`/sources/${one.id}`));
  if (source === undefined) return no(404, "not-found", "Not found", "There is no such source.");
  if (path.endsWith("/challenge/send") || path.endsWith("/challenges")) return challenge(source, path, body);
  if (method === "PATCH") {
    if (body["name"] !== undefined) source.name = body["name"] as string;
    if (body["settings"] !== undefined) Object.assign(source.settings, body["settings"]);
    if (body["paused"] !== undefined) {
      source.status = body["paused"] ? "paused" : "connected";
      source.pausedAt = body["paused"] ? new Date().toISOString() : null;
    }
  }
  return ok(source);
}

function challenge(source: SourceDetail, path: string, body: Asked["body"]): Reply {
  const publicAddress = body["publicAddress"] as string;
  const now = Date.now();
  const expiresAt = new Date(now + 3_600_000).toISOString();
  source.checks.unshift({
    id: newId(),
    kind: "challenge",
    verdict: "waiting",
    publicAddress: publicAddress,
    code: null,
    link: null,
    address: null,
    arrivedAt: null,
    deliveryId: null,
    createdAt: new Date(now).toISOString(),
    decidedAt: null,
    expiresAt,
    sending: path.endsWith("/send")
      ? { state: "queued", reply: null, code: null, nextTryAt: null, sentAt: null, attempts: 0 }
      : null,
  });
  if (path.endsWith("/send")) return ok(source.checks[0], 201);
  const code = "inlet-challenge-k3v9q2m7x4ahc5dpw8t6yb2n4q";
  return ok(
    {
      id: newId(),
      code,
      mail: {
        to: publicAddress,
        subject: `Forwarding check ${code}`,
        text: `This mail checks that ${publicAddress} reaches Inlet.\n\n${code}\n`,
      },
      expiresAt,
    },
    201,
  );
}

/** How the messages of a ticket came in. */
export function deliveriesOf(making: Making, ticket: Ticket): Delivery[] {
  return ticket.messages.map((message, position) =>
    makeDelivery(making, {
      id: message.deliveryId ?? newId(),
      receivedAt: message.receivedAt,
      sender: ticket.requester.email,
      subject: message.subject,
      ticket,
      action: position === 0 ? "create" : "append",
      reason: null,
    }),
  );
}

interface Arrival {
  id: string;
  receivedAt: string;
  sender: string | null;
  subject: string | null;
  ticket: Ticket | null;
  action: NonNullable<Delivery["outcome"]>["action"] | null;
  reason: string | null;
}

function makeDelivery({ source }: Making, given: Arrival): Delivery {
  return {
    id: given.id,
    source: nameOf(source),
    receivedAt: given.receivedAt,
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
              given.ticket === null ? null : { id: given.ticket.id, number: given.ticket.number, subject: given.ticket.subject },
            messageId: null,
            decidedAt: given.receivedAt,
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

/** What made no ticket. */
export function sideDeliveries(making: Making): Delivery[] {
  const side = (
    minutes: number,
    sender: string | null,
    subject: string,
    action: NonNullable<Delivery["outcome"]>["action"] | null,
    reason: string | null,
  ) => makeDelivery(making, { id: newId(), receivedAt: making.at(minutes), sender, subject, ticket: null, action, reason });
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
