// How each channel's raw bytes become a message: all that a worker thread needs of a channel. A new channel adds one line.
import type { ChannelKind } from "#domain/channel.ts";
import type { Delivery } from "#domain/delivery.ts";
import type { InboundMessage } from "#domain/message.ts";
import { parseEmail } from "./email/parse.ts";

export const parsers: Record<ChannelKind, (delivery: Delivery) => InboundMessage> = {
  forwarding: (delivery) => parseEmail(delivery.raw, delivery.envelope, delivery.receivedAt),
};
