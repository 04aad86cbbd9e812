// One raw arrival, exactly as it was received, and what a channel owes before it may say "received".
import type { ChannelKind } from "./channel.ts";
import type { SourceId, WorkspaceId } from "./ids.ts";

/** What SMTP said around the message (RFC 5321 §2.3.1), and how it came. */
export interface Envelope {
  /** Null reverse-path (`MAIL FROM:<>`) is the empty string. */
  mailFrom: string;
  /** The recipients of this SMTP transaction that belong to this delivery's source. */
  rcptTo: readonly string[];
  remoteAddress: string | null;
  helo: string | null;
  tls: boolean;
}

/** One message, for one source, exactly as it was received. `externalId` is the far side's own id, unique within the source. */
export interface Delivery {
  workspaceId: WorkspaceId;
  sourceId: SourceId;
  kind: ChannelKind;
  externalId: string;
  raw: Uint8Array;
  envelope: Envelope | null;
  receivedAt: Date;
}

/** Resolves once the delivery is durable. Only then may a channel answer 250 or 202, move a cursor, or acknowledge. */
export type Accept = (delivery: Delivery) => Promise<"stored" | "already-stored">;
