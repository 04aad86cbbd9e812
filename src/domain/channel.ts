// The contract of every channel: it turns a far side into deliveries and a delivery into a message. It carries no policy.
import type { ZodType } from "zod";
import type { Accept, Delivery } from "./delivery.ts";
import type { AppError } from "./errors.ts";
import type { CompanyId, SourceId, WorkspaceId } from "./ids.ts";
import type { InboundMessage } from "./message.ts";

/** Closed: a new channel adds one word here, one folder and one line in the registry. */
export type ChannelKind = "forwarding";

/** One configured place customers write to: a forwarding address, a mailbox, a Discord server. */
export interface Source<S = unknown> {
  id: SourceId;
  workspaceId: WorkspaceId;
  kind: ChannelKind;
  name: string;
  settings: S;
  companyId: CompanyId | null;
}

/** Where an envelope recipient leads: found in the routes, before anything is accepted. */
export interface Route {
  workspaceId: WorkspaceId;
  sourceId: SourceId;
  /** The address as it was routed, in lower case. */
  address: string;
}

/** What a listening channel is handed at start: everything it may touch of the house. */
export interface ListenContext {
  accept: Accept;
  /** The route of an envelope recipient, or null for "no such address here". Throws a transient AppError when it cannot know. */
  findRoute(address: string): Promise<Route | null>;
  /** Why nothing can be accepted now (disk low, queue full, shutting down), or null. Asked before DATA is taken. */
  refusal(): AppError | null;
  log: ChannelLog;
}

export interface ChannelLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

export interface Channel<S = unknown> {
  kind: ChannelKind;
  /** Validates a source's settings, and draws the console's form. */
  settings: ZodType<S>;
  receive: { mode: "listen"; start(context: ListenContext): Promise<AsyncDisposable> };
  /** Pure and total: what cannot be read goes to `defects`; it never throws. */
  parse(delivery: Delivery): InboundMessage;
  /** "Test connection": null when it works. */
  probe(source: Source<S>): Promise<AppError | null>;
}
