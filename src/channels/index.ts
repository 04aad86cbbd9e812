// Every channel there is, as the server runs it: a new one adds one line here.
import { createSmtpChannel, type SmtpChannel, type SmtpChannelOptions } from "./smtp/channel.ts";

export interface ChannelOptions {
  smtp: SmtpChannelOptions;
}

export interface Channels {
  forwarding: SmtpChannel;
}

export function createChannels(options: ChannelOptions): Channels {
  return {
    forwarding: createSmtpChannel(options.smtp),
  };
}
