// Parts of the desk in memory: receipts, keys, sources, and ids.
import type { ApiKey } from "#contract/api-keys.ts";
import type { Receipt } from "#contract/deliveries.ts";
import { forwardingSettings, type SourceDetail } from "#contract/sources.ts";

let serial = 0;
export const newId = () => `0199a1b2-0000-7000-8000-${(++serial).toString(16).padStart(12, "0")}`;

export function makeReceipt(action: string): Receipt {
  return {
    summary:
      action === "quarantine"
        ? "Set aside: its subject names ticket #1040, but eve@evil.example is not on that ticket."
        : "It opened a new ticket: nothing in it refers to a message that is already here.",
    decidedBy: 4,
    steps: [
      {
        stage: "read",
        check: "read.whole",
        verdict: "pass",
        found: { parts: 3, defects: [] },
        text: "The message was read whole: 3 parts, 1 attachment, no defects.",
      },
      {
        stage: "authenticate",
        check: "authenticate.verified",
        verdict: "pass",
        found: { dkim: "pass", domain: "northwind.example" },
        text: "DKIM of northwind.example passed and fits the From address, so the sender is verified.",
      },
      {
        stage: "screen",
        check: "screen.human",
        verdict: "pass",
        found: null,
        text: "No mark of a machine: no Auto-Submitted, no list, no empty sender.",
      },
      {
        stage: "identify",
        check: "identify.new",
        verdict: "note",
        found: { messageId: "a1@northwind.example" },
        text: "No message with this sender, Message-ID and content is here yet.",
      },
      {
        stage: "match",
        check: "thread.none",
        verdict: "settles",
        found: { references: [] },
        text: "It refers to no message that is known here.",
      },
    ],
    otherwise: [
      {
        if: "reference-known",
        then: "append",
        reason: "references",
        text: "If it had answered a message that is here, it would have joined that ticket.",
      },
      {
        if: "dmarc-failed",
        then: "quarantine",
        reason: "unverified-sender",
        text: "If northwind.example had denied it (DMARC fail), it would have been set aside.",
      },
    ],
  };
}

export function makeKey(at: (minutes: number) => string): ApiKey {
  return {
    id: newId(),
    name: "Nightly export",
    scopes: ["tickets:read"],
    hint: "x7Qd",
    createdAt: at(60 * 24 * 30),
    expiresAt: at(-60 * 24 * 60),
    lastUsedAt: at(130),
    revokedAt: null,
  };
}

export function makeSource(name: string, status: SourceDetail["status"], at: (minutes: number) => string): SourceDetail {
  const quiet = status !== "connected";
  return {
    id: newId(),
    kind: "forwarding",
    name,
    address: `${name.toLowerCase()}-k3v9q2m7x4ahc5dp@in.northwind.example`,
    settings: forwardingSettings.parse({
      provider: "gmail",
      publicAddresses: [`${name.toLowerCase()}@northwind.example`],
    }),
    company: null,
    createdAt: at(60 * 24 * 40),
    pausedAt: status === "paused" ? at(600) : null,
    status,
    lastDay: {
      seen: quiet ? 3 : 214,
      setAside: quiet ? 0 : 4,
      failed: status === "failing" ? 1 : 0,
      hours: Array.from({ length: 24 }, (_, hour) => (quiet ? 0 : Math.round(4 + 10 * Math.max(0, Math.sin(hour / 4))))),
    },
    lastDeliveryAt: status === "new" ? null : at(quiet ? 900 : 2),
    checks:
      status === "new"
        ? []
        : [
            {
              id: newId(),
              kind: "gmail-confirmation",
              verdict: "shown",
              publicAddress: null,
              code: "482 913 066",
              link: "https://mail-settings.google.com/mail/vf-example",
              address: "support@northwind.example",
              arrivedAt: null,
              deliveryId: newId(),
              createdAt: at(60 * 24 * 39),
              decidedAt: at(60 * 24 * 39),
              expiresAt: null,
              sending: null,
            },
            {
              id: newId(),
              kind: "challenge",
              verdict: status === "failing" ? "never-arrived" : "arrived",
              publicAddress: `${name.toLowerCase()}@northwind.example`,
              code: null,
              link: null,
              address: null,
              arrivedAt: null,
              deliveryId: null,
              createdAt: at(60 * 24 * 2),
              decidedAt: at(60 * 24 * 2),
              expiresAt: at(60 * 24 * 2 - 60),
              sending: null,
            },
          ],
  };
}

/** The books of one day. */
export function makeBooks() {
  const totals = { seen: 231, created: 122, appended: 96, duplicate: 5, setAside: 4, reports: 2, failed: 1, pending: 1 };
  return {
    since: new Date(Date.now() - 86_400_000).toISOString(),
    until: new Date().toISOString(),
    sourceId: null,
    totals,
    hours: [],
    balanced: true,
  };
}
