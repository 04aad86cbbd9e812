// What the HTTP server is handed at its start: everything of the house that it may touch.
import type { Registry } from "prom-client";
import type { WorkspaceId } from "#domain/ids.ts";
import type { Clock } from "#platform/clock.ts";
import type { Logger } from "#platform/log.ts";
import type { SendingTools } from "#desk/sending-tools.ts";
import type { Envelope, Secret } from "#platform/secrets.ts";
import type { BlobStore } from "#store/blobs.ts";
import type { Db } from "#store/db.ts";

/** An inline picture of the message, by the Content-ID that its HTML names it by. */
export interface InlineImage {
  contentId: string;
  /** `data:image/png;base64,…` */
  dataUrl: string;
}

/**
 * Makes a sender's HTML into a document that may be shown in a sandbox: no script, no network. Runs in a worker with a
 * limit of time and memory; throws where the limit is met. `remoteImages` "show" leaves the addresses of remote pictures in.
 */
export type Sanitize = (
  html: string,
  images: readonly InlineImage[],
  remoteImages: "show" | "block",
) => Promise<{ html: string; blockedRemoteImages: number }>;

/**
 * Makes HTML of our own people fit to be mailed, and its words. `pictures`: upload id to the Content-ID that it gets; `shown`: which of
 * them it shows. Runs in a worker with a limit of time and memory; throws where the limit is met.
 */
export type MailHtml = (
  html: string,
  pictures: ReadonlyMap<string, string>,
) => Promise<{ html: string; text: string; shown: readonly string[] }>;

export interface HttpOptions {
  db: Db;
  blobs: BlobStore;
  /** The directory that has to be writable for us to be ready. */
  blobDirectory: string;
  /** Encrypts TOTP secrets. */
  envelope: Envelope;
  sanitize: Sanitize;
  mailHtml: MailHtml;
  /** The key of our own Message-IDs. */
  messageIdKey: Uint8Array;
  /** DNS, keys and relays: what setting up sending needs. */
  sending: SendingTools;
  log: Logger;
  clock: Clock;
  /** The workspace that people sign in to. Keys and sessions name their own. */
  workspaceId: WorkspaceId;
  /** What sources' generated addresses end in. */
  mailDomain: string;
  /** How browsers reach us, when that is not the Host header: `https://desk.example.com`. */
  publicUrl: string | null;
  /** Where the built console lies: `index.html` and `assets/`. */
  consoleDirectory: string;
  /** Lets /metrics out to other machines; without it only this machine is answered. */
  metricsToken: Secret | null;
  /** Metrics of the rest of the process to show with ours. */
  metrics: Registry;
  version: string;
  /** True from the moment that the process was told to stop: /readyz says so. */
  isDraining(): boolean;
  /** Proxies in front of us whose X-Forwarded-For is believed: addresses or networks. Default: none. */
  trustedProxies?: readonly string[];
  /** Requests that one caller (a key, a session, or an address) may make in a minute. Default 1,200. */
  requestsPerMinute?: number;
  /** How often it is looked whether an alarm began or ended, while somebody listens. Default 10,000. */
  alarmsEveryMs?: number;
}
