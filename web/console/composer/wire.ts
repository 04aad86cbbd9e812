// The parts of answering that several files here speak of.
import type { DraftContent } from "#contract/drafts.ts";
import type { Address } from "#contract/messages.ts";
import type { RecipientCheck, SendMessageRequest } from "#contract/replies.ts";

export type Mode = "reply" | "note";
export type StateAfter = NonNullable<SendMessageRequest["state"]>;
export type Role = "to" | "cc" | "bcc";
export type Recipients = Record<Role, Address[]>;
export type Warning = RecipientCheck["warnings"][number];

export const roles: readonly Role[] = ["to", "cc", "bcc"];
export const roleWords: Record<Role, string> = { to: "To", cc: "Cc", bcc: "Bcc" };

export const emptyDraft: DraftContent = {
  html: "",
  to: null,
  cc: null,
  bcc: null,
  attachments: [],
  internal: false,
  quote: false,
  signature: true,
  state: null,
};
