// What setting up sending needs of the floors that the desk does not reach: handed in where the program is put together.
import type { AppError } from "#domain/errors.ts";
import type { DkimAlgorithm } from "#domain/sending-domain.ts";
import type { Envelope, Secret } from "#platform/secrets.ts";
import type { ResolveDns } from "./dns-survey.ts";

/** Where and how mail is handed over (RFC 6409). */
export interface RelaySettings {
  kind: "smtp" | "sink";
  host: string;
  port: number;
  tls: "required" | "implicit" | "optional" | "none";
  username: string | null;
  password: Secret | null;
  connections: number;
  perMinute: number | null;
}

export interface SendingTools {
  /** A resolver that remembers nothing of an earlier check: somebody has just changed a record. */
  resolver(): ResolveDns;
  /** One pair of each algorithm. `privateKey` is PEM. */
  makeKeys(): Promise<readonly { algorithm: DkimAlgorithm; publicKey: string; privateKey: string }[]>;
  /** Connects, says EHLO, starts TLS, signs in, and leaves again without sending. Null: it works. */
  probeRelay(relay: RelaySettings): Promise<AppError | null>;
  /** Seals private keys and passwords. */
  envelope: Envelope;
  mailDomain: string;
  /** Names that people reach this machine by; the likeliest MX first. */
  ourHosts: readonly string[];
  /** INLET_SMTP_RELAY: where no relay is set up; null: none. */
  fallbackRelay: RelaySettings | null;
}
