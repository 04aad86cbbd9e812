// Answers and notes: how they are sent, who will read them, and how they are taken back.
import { z } from "zod";
import { draftContent } from "./drafts.ts";
import { id, time } from "./list.ts";
import { address, message, submission } from "./messages.ts";
import { emailAddress, oneLine } from "./text.ts";
import { ticket } from "./tickets.ts";

/** Somebody to write to, as a person or a program names them. */
export const person = z
  .strictObject({ name: z.string().max(1_000).transform(oneLine).pipe(z.string().max(200)).default(""), address: emailAddress })
  .meta({ id: "Person" });
export type Person = z.input<typeof person>;

/** Longer lists are cut by the desk's own limit of 25, with a refusal that says so. */
const people = z.array(person).max(100);

/** States that an answer may leave a ticket in: nobody answers spam. */
export const statesAfterAnswer = ["open", "pending", "on-hold", "resolved"] as const;

export const longestText = 200_000;
export const longestHtml = 500_000;

const recipients = { to: people.optional(), cc: people.optional(), bcc: people.optional() };

export const sendMessageRequest = z
  .strictObject({
    /** Left out, it is made from the HTML. */
    text: z.string().max(longestText).optional(),
    /** Cleaned for mail. `<img src="/api/v1/uploads/{id}">` and `cid:{id}` become pictures within the mail. */
    html: z.string().max(longestHtml).optional(),
    attachments: z.array(id).max(100).default([]),
    ...recipients,
    /** A note: for those who work here. It never leaves. */
    internal: z.boolean().default(false),
    /** Agents whom a note is meant for; `@Name` in its text is found as well. */
    mentions: z.array(id).max(50).default([]),
    /** Earlier messages below it: only those that each reader was on already. */
    quote: z.boolean().default(false),
    /** Left out: yes for people, no for keys. */
    signature: z.boolean().optional(),
    /** The ticket's state from then on; left out, it stays. */
    state: z.enum(statesAfterAnswer).optional(),
    /** How long it can be taken back. Left out: 10 for people, 0 for keys. */
    undoSeconds: z.int().min(0).max(60).optional(),
    /** For keys: in whose name. */
    agentId: id.optional(),
  })
  .superRefine((wanted, context) => {
    if (!wanted.internal) return;
    for (const field of ["to", "cc", "bcc"] as const) {
      if (wanted[field] !== undefined)
        context.addIssue({ code: "custom", path: [field], message: "A note goes to nobody outside: leave this out." });
    }
    if (wanted.quote)
      context.addIssue({ code: "custom", path: ["quote"], message: "A note stands on its ticket: it quotes nothing." });
  });
export type SendMessageRequest = z.input<typeof sendMessageRequest>;

export const sendMessageAnswer = z
  .object({
    message,
    ticket,
    /** Earlier messages that stand below it. */
    quoted: z.number().int(),
    /** Because of whom some were left out: they were not on them. */
    notQuotedFor: z.array(address),
  })
  .meta({ id: "SendMessageAnswer" });
export type SendMessageAnswer = z.infer<typeof sendMessageAnswer>;

export const undoAnswer = z
  .object({
    ticketId: id,
    /** What was written, to go on with. A person's draft is stored again. */
    draft: draftContent,
  })
  .meta({ id: "UndoAnswer" });
export type UndoAnswer = z.infer<typeof undoAnswer>;

export const submissionAnswer = submission;

/** What the guard can say. The first group stops the sending, with the refusal of the same name where there is one. */
export const guardCodes = [
  "no-recipients",
  "too-many-recipients",
  "own-address",
  "suppressed",
  "new-recipient",
  "dropped-recipient",
  "outside-company",
  "stranger-proposed",
  "note-in-quote",
  "other-ticket-in-text",
  "no-reply-address",
  "unverified-domain",
  "bounced-before",
] as const;
export type GuardCode = (typeof guardCodes)[number];

export const recipientCheckRequest = z.strictObject({
  ...recipients,
  /** What is about to be sent: looked through for words of notes and of other people's tickets. */
  text: z.string().max(longestText).optional(),
  html: z.string().max(longestHtml).optional(),
  quote: z.boolean().default(false),
});
export type RecipientCheckRequest = z.input<typeof recipientCheckRequest>;

export const recipientCheck = z
  .object({
    to: z.array(address),
    cc: z.array(address),
    bcc: z.array(address),
    /** As it leaves. */
    from: z.object({
      name: z.string(),
      address: z.string(),
      /** Why it is not the address that the customer wrote to, and what to do about it. */
      notice: z.object({ code: z.string(), text: z.string(), remedy: z.string() }).nullable(),
    }),
    /** Who will read it, in a sentence or two. */
    summary: z.string().meta({ example: "Ana Ruiz will read this." }),
    readers: z.array(
      z.object({
        name: z.string(),
        address: z.string(),
        role: z.enum(["to", "cc", "bcc"]),
        /** participant: an agent has written to them here before, or let them in. colleague: of the requester's company. */
        kind: z.enum(["requester", "participant", "colleague", "new"]),
        lastWroteAt: time.nullable(),
      }),
    ),
    /** Who might want it. They enter by an agent's hand alone. */
    proposals: z.array(
      z.object({
        name: z.string(),
        address: z.string(),
        why: z.enum(["cc-of-customer", "wrote-here", "reply-to", "was-on-last-answer"]),
      }),
    ),
    warnings: z.array(
      z.object({
        code: z.enum(guardCodes),
        /** stop: it cannot be sent like this. warning: ask first. notice: good to know. */
        severity: z.enum(["stop", "warning", "notice"]),
        address: z.string().nullable(),
        text: z.string(),
      }),
    ),
    quote: z.object({ messages: z.number().int(), notQuotedFor: z.array(address) }),
  })
  .meta({ id: "RecipientCheck" });
export type RecipientCheck = z.infer<typeof recipientCheck>;
