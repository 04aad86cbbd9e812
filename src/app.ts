// The server, put together: the house, its SMTP door, its web door. What is started here is stopped here, in the opposite order.
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { Registry } from "prom-client";
import type { WorkspaceId } from "#domain/ids.ts";
import { mintSetUpToken } from "#desk/first-admin.ts";
import type { HttpOptions } from "#http/options.ts";
import { createHttpServer } from "#http/server.ts";
import { createRouteFinder } from "#intake/routes.ts";
import { systemClock } from "#platform/clock.ts";
import { createLifecycle, type Lifecycle } from "#platform/lifecycle.ts";
import type { Logger } from "#platform/log.ts";
import { createEnvelope, deriveKey } from "#platform/secrets.ts";
import { createChannels } from "./channels/index.ts";
import { thisMachine } from "./channels/smtp/admission.ts";
import type { Config } from "./config.ts";
import { type House, openHouse } from "./house.ts";
import { loadTls } from "./installation-files.ts";
import { listening } from "./listen-errors.ts";
import { sendingTools } from "./sending-tools.ts";
import { version } from "./version.ts";

export interface App {
  /** Where people go. */
  url: string;
  httpPort: number;
  smtpPort: number;
  workspaceId: WorkspaceId;
  /** The one-time link that makes the first admin; null once there is one. */
  setupLink: string | null;
  /** Takes no more, finishes what is under way, closes everything. */
  stop(): Promise<void>;
}

/** Starts everything; rejects, with nothing left running, when a part cannot start. */
export async function startApp(config: Config, log: Logger): Promise<App> {
  const lifecycle = createLifecycle(log);
  let draining = false;
  const house = await openHouse(config, log, lifecycle, { claims: true, owner: "server" });
  const tls = await loadTls(config, systemClock.now());
  const channels = createChannels({
    smtp: {
      host: config.host,
      port: config.smtpPort,
      hostname: config.mailDomain,
      tls: { key: tls.key.reveal(), cert: tls.cert },
      maxSizeBytes: config.smtpMaxSize,
      trustedRelays: [...thisMachine, ...config.trustedRelays],
    },
  });
  // Stopped in the opposite order: while the mail under way is finished, /readyz still says that no more is taken.
  const http = await lifecycle.start(
    "http",
    () => createHttpServer(httpOptions(config, house, { log, isDraining: () => draining })),
    (server) => server.close(),
  );
  await listening({ port: config.httpPort, host: config.host, variable: "INLET_HTTP_PORT" }, () =>
    http.listen({ host: config.host, port: config.httpPort }),
  ).catch(stopAndThrow(lifecycle));
  const receiver = await lifecycle.start(
    "smtp",
    () =>
      listening({ port: config.smtpPort, host: config.host, variable: "INLET_SMTP_PORT" }, () =>
        channels.forwarding.receive.start({
          accept: house.accept,
          findRoute: createRouteFinder({ db: house.db, mailDomain: config.mailDomain }),
          refusal: () => house.acceptor.refusal(),
          log: log.child({ part: "smtp" }),
        }),
      ),
    (started) => started[Symbol.asyncDispose](),
  );
  const token = await mintSetUpToken(house.db, house.workspaceId, systemClock.now());
  return {
    url: config.publicUrl,
    httpPort: portOf(http.server.address()) ?? config.httpPort,
    smtpPort: receiver.port,
    workspaceId: house.workspaceId,
    setupLink: token === null ? null : `${config.publicUrl}/setup?token=${token}`,
    stop() {
      draining = true;
      return lifecycle.stop();
    },
  };
}

// The server exists before it listens: a taken port must not leave it behind.
function stopAndThrow(lifecycle: Lifecycle): (error: unknown) => Promise<never> {
  return async (error) => {
    await lifecycle.stop();
    throw error;
  };
}

function httpOptions(config: Config, house: House, { log, isDraining }: { log: Logger; isDraining(): boolean }): HttpOptions {
  return {
    db: house.db,
    blobs: house.blobs,
    blobDirectory: house.blobDirectory,
    envelope: createEnvelope(house.secret),
    sanitize: (html, images, remoteImages) =>
      house.sanitize(html, {
        images: new Map(images.map((image) => [image.contentId, image.dataUrl])),
        remoteImages: remoteImages === "show" ? "allow" : "block",
      }),
    mailHtml: (html, pictures) => house.outgoingHtml(html, { pictures }),
    messageIdKey: deriveKey(house.secret, "message-id"),
    sending: sendingTools(config, createEnvelope(house.secret)),
    log,
    clock: systemClock,
    workspaceId: house.workspaceId,
    mailDomain: config.mailDomain,
    publicUrl: config.publicUrl,
    consoleDirectory: fileURLToPath(new URL("../dist/console/", import.meta.url)),
    metricsToken: config.metricsToken,
    metrics: new Registry(),
    version,
    isDraining,
    trustedProxies: config.trustedProxies,
  };
}

function portOf(address: ReturnType<Server["address"]>): number | null {
  return typeof address === "object" && address !== null ? address.port : null;
}
