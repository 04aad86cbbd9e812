// The SMTP door and the journal behind it, as a process of its own that a test can kill. Its parent sends the options.
import { createDiskBlobs } from "#store/blobs.ts";
import { openDb } from "#store/db.ts";
import { createAccept } from "#intake/accept.ts";
import { createRouteFinder } from "#intake/routes.ts";
import { createChannels } from "../src/channels/index.ts";

export interface SmtpProcessOptions {
  connection: { host: string; user: string; database: string };
  blobDirectory: string;
}

process.once("message", (options: SmtpProcessOptions) => void serve(options));

async function serve({ connection, blobDirectory }: SmtpProcessOptions): Promise<void> {
  const db = openDb({ connection, max: 4, role: "inlet_app" });
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const acceptor = createAccept({ db, blobs: createDiskBlobs(blobDirectory), log: quiet });
  const { forwarding } = createChannels({ smtp: { host: "127.0.0.1", port: 0, hostname: "in.example.com", tls: null } });
  const receiver = await forwarding.receive.start({
    accept: acceptor.accept,
    findRoute: createRouteFinder({ db, mailDomain: "in.example.com" }),
    refusal: () => acceptor.refusal(),
    log: quiet,
  });
  process.send?.({ port: receiver.port });
}
