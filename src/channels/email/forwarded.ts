// The original that a mail passes on: attached as a message of its own, or inline under a mail program's header block.
import type { ForwardedMessage } from "#domain/message.ts";
import { isMailSystem } from "#mail/bounce/gate.ts";
import { readForwardDate } from "#mail/forward/date.ts";
import { readInlineForward } from "#mail/forward/inline.ts";
import { firstValue } from "#mail/header-fields.ts";
import { parseMessageId } from "#mail/message-id.ts";
import { type ForwardedInput, readAttachedForward } from "./forwarded-attachment.ts";

/**
 * The outermost original alone: what it passes on itself stays in its text. Several attached messages are a digest, and none is
 * the original. Never throws; linear in the size of the mail.
 */
export function readForwarded(input: ForwardedInput): ForwardedMessage | null {
  return readAttachedForward(input) ?? readInline(input);
}

function readInline({ root, subject, text, receivedAt }: ForwardedInput): ForwardedMessage | null {
  const declaredId = firstValue(root.fields, "x-forwarded-message-id");
  const found = readInlineForward({
    text,
    subject,
    hasParents: firstValue(root.fields, "in-reply-to") !== null || firstValue(root.fields, "references") !== null,
    isMachines: isMailSystem(root),
    isDeclared: declaredId !== null || firstValue(root.fields, "x-kmail-link-type")?.trim().toLowerCase() === "forward",
  });
  if (found === null) return null;
  return {
    ...found,
    how: "inline",
    sentAt: found.dateText === null ? null : readForwardDate(found.dateText, receivedAt),
    messageId: parseMessageId(found.messageId ?? declaredId ?? ""),
  };
}
