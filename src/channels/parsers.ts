// How each channel's raw bytes become a message: all that a worker thread needs of a channel. A new channel adds one line.
import type { Channel, ChannelKind } from "#domain/channel.ts";
import { parseMailDelivery } from "./email/parse.ts";

export const parsers: Record<ChannelKind, Channel["parse"]> = {
  forwarding: parseMailDelivery,
};
