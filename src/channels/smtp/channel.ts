// The forwarding channel: customers write to an address of their own that forwards to ours, and SMTP brings it here.
import { once } from "node:events";
import { connect } from "node:net";
import type { Channel, ListenContext } from "#domain/channel.ts";
import { AppError, messageOf } from "#domain/errors.ts";
import { type ForwardingSettings, forwardingSettings } from "#domain/source-settings.ts";
import { parseMailDelivery } from "../email/parse.ts";
import { thisMachine } from "./admission.ts";
import { defaultLimits, type SmtpLimits } from "./limits.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

export interface SmtpChannelOptions {
  host: string;
  /** 0 takes any free port; the started receiver says which. */
  port: number;
  /** The name in the greeting: what the MX record names. */
  hostname: string;
  /** Our own key and certificate (PEM) for STARTTLS. Null: it is not offered. */
  tls: { key: string; cert: string } | null;
  /** Largest message in bytes; 35 MB where nothing is said. */
  maxSizeBytes?: number;
  /** Addresses or CIDR ranges of relays that may hold as many sessions as they need; this machine, where nothing is said. */
  trustedRelays?: readonly string[];
  limits?: Partial<SmtpLimits>;
  now?: () => Date;
}

export interface SmtpChannel extends Channel<ForwardingSettings> {
  receive: { mode: "listen"; start(context: ListenContext): Promise<Receiver> };
}

export function createSmtpChannel(options: SmtpChannelOptions): SmtpChannel {
  const { host, port, hostname, tls, trustedRelays = thisMachine, now = () => new Date() } = options;
  const limits = { ...defaultLimits, maxSizeBytes: options.maxSizeBytes ?? defaultLimits.maxSizeBytes, ...options.limits };
  let listening: Receiver | null = null;
  return {
    kind: "forwarding",
    settings: forwardingSettings,
    receive: {
      mode: "listen",
      async start(context) {
        listening = await startReceiver({ host, port, hostname, tls, trustedRelays, limits, now }, context);
        return listening;
      },
    },
    parse: parseMailDelivery,
    probe: () => probe(host, listening?.port ?? port),
  };
}

const probeMs = 3_000;

/** Whether mail can come in at all: connects to our own port and waits for the greeting. */
async function probe(host: string, port: number): Promise<AppError | null> {
  const socket = connect({ host: host === "0.0.0.0" || host === "::" ? "localhost" : host, port });
  try {
    const [chunk] = (await once(socket, "data", { signal: AbortSignal.timeout(probeMs) })) as [Buffer];
    const greeting = chunk.toString("latin1").trim();
    return greeting.startsWith("220") ? null : notListening(port, greeting);
  } catch (error) {
    return notListening(port, messageOf(error), error);
  } finally {
    socket.destroy();
  }
}

function notListening(port: number, found: string, cause?: unknown): AppError {
  return new AppError({
    code: "smtp-not-listening",
    retry: "transient",
    publicMessage: `Mail cannot come in: port ${port} answers "${found.slice(0, 200)}". Check that the server runs and that nothing else uses the port.`,
    cause,
  });
}
