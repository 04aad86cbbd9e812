// What is recorded when our own reading fails: the delivery stays visible, with its raw bytes, and says what happened.
import type { Delivery } from "#domain/delivery.ts";
import { AppError, messageOf } from "#domain/errors.ts";
import { emptyMessage, type InboundMessage } from "#domain/message.ts";
import type { Receipt } from "#domain/receipt.ts";

/** Stands for a message that took its worker down: nothing of it is trusted, everything of it is kept. */
export function unreadableMessage(delivery: Delivery, error: unknown): InboundMessage {
  return {
    ...emptyMessage,
    metadata: { "raw-size": String(delivery.raw.byteLength) },
    defects: [
      { code: "unreadable-beyond-limits", detail: error instanceof AppError ? error.code : messageOf(error).slice(0, 200) },
    ],
  };
}

/** The receipt of a delivery that our own errors kept from being decided. */
export function failedReceipt(error: unknown): Receipt {
  const found =
    error instanceof AppError ? { code: error.code, message: error.publicMessage } : { code: "internal", message: "" };
  return { steps: [{ stage: "read", check: "read.failed", found, verdict: "settles" }], decidedBy: 0, otherwise: [] };
}
