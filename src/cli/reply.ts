// inlet reply: answer a ticket from a script, as the console does: stored now, sent by the server that runs.
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { sendMessageRequest } from "#contract/replies.ts";
import { isId, type TicketId } from "#domain/ids.ts";
import { sendMessage } from "#desk/reply.ts";
import { keepUpload } from "#desk/uploads.ts";
import { outgoingHtml } from "#mail/outgoing-html.ts";
import { createEnvelope, deriveKey } from "#platform/secrets.ts";
import { findAgentSecretsByEmail } from "#store/agents.ts";
import { createDiskBlobs } from "#store/blobs.ts";
import { inWorkspace, type Tx } from "#store/db.ts";
import { findMessage, findTicketIdByNumber } from "#store/ticket-page.ts";
import type { Config } from "../config.ts";
import { loadSecret } from "../installation-files.ts";
import type { OpenDatabase } from "../open-database.ts";
import { command, UsageError, valuesOf } from "./command-line.ts";
import { withInstallation } from "./installation.ts";

export const replyCommand = command({
  args: {
    ticket: { type: "positional", description: "The ticket: its number or its id", required: true },
    text: { type: "string", description: "What to say; - reads it from standard input", valueHint: "TEXT" },
    "html-file": { type: "string", description: "The same as HTML, from a file", valueHint: "FILE" },
    attach: { type: "string", description: "A file to send along; may be given several times", valueHint: "FILE" },
    to: { type: "string", description: "Instead of whoever an answer goes to; may be given several times", valueHint: "ADDRESS" },
    cc: { type: "string", description: "Somebody to get a copy; may be given several times", valueHint: "ADDRESS" },
    bcc: { type: "string", description: "Somebody to get a hidden copy; may be given several times", valueHint: "ADDRESS" },
    as: { type: "string", description: "The agent in whose name it is, by e-mail address", valueHint: "ADDRESS" },
    note: { type: "boolean", description: "A note for those who work here: it never leaves" },
    quote: { type: "boolean", description: "Earlier messages below it, as far as every reader was on them" },
    close: { type: "boolean", description: "The ticket is resolved with it" },
    key: { type: "string", description: "Idempotency key: the same command with the same key sends once", valueHint: "KEY" },
    json: { type: "boolean", description: "Print {messageId,ticketId,submissions} as JSON" },
  },
  examples: [
    ['inlet reply 1042 --text "It is fixed." --close', "answer whoever asks, and resolve the ticket"],
    ["inlet reply 1042 --text - --attach report.pdf --cc ana@example.com < answer.txt", "words from a file, a file, and a copy"],
    ['inlet reply 1042 --note --text "Deployed in 2.4.1"', "tell those who work here, and nobody else"],
    [
      'inlet reply 1042 --text "Deployed" --key deploy-2.4.1 --json | jq -r ".submissions[].state"',
      "once, however often the script runs",
    ],
  ],
  async run(args, words) {
    const request = await requestOf(args, words);
    const sent = await withInstallation((database, config) =>
      send(database, config, { ...args, request, files: valuesOf(words, "attach") }),
    );
    if (args.json === true) return void process.stdout.write(`${JSON.stringify(sent)}\n`);
    process.stdout.write(`${sent.messageId}\n`);
    const to = sent.submissions.map(({ address }) => address).join(", ");
    process.stderr.write(
      args.note === true ? "The note is on the ticket.\n" : `Queued for ${to}: the server sends it while it runs.\n`,
    );
  },
});

interface Given {
  text?: string | undefined;
  "html-file"?: string | undefined;
  note?: boolean | undefined;
  quote?: boolean | undefined;
  close?: boolean | undefined;
}

async function requestOf(args: Given, words: readonly string[]) {
  const htmlFile = args["html-file"];
  const files = valuesOf(words, "attach");
  if (args.text === undefined && htmlFile === undefined && files.length === 0)
    throw new UsageError("Say something: --text, --html-file or --attach.");
  const people = Object.fromEntries(
    (["to", "cc", "bcc"] as const).flatMap((role) => {
      const given = valuesOf(words, role);
      return given.length === 0 ? [] : [[role, given.map((address) => ({ address }))]];
    }),
  );
  const wanted = sendMessageRequest.safeParse({
    ...people,
    ...(args.text === undefined ? {} : { text: args.text === "-" ? await readAll(process.stdin) : args.text }),
    ...(htmlFile === undefined ? {} : { html: (await readGiven(htmlFile)).toString() }),
    internal: args.note === true,
    quote: args.quote === true,
    ...(args.close === true ? { state: "resolved" } : {}),
  });
  if (wanted.success) return wanted.data;
  throw new UsageError(wanted.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
}

interface Wanted {
  ticket: string;
  as?: string | undefined;
  key?: string | undefined;
  request: Awaited<ReturnType<typeof requestOf>>;
  files: readonly string[];
}

async function send({ db, workspaceId }: OpenDatabase, config: Config, { ticket, as, key, request, files }: Wanted) {
  const secret = await loadSecret(config);
  const [ticketId, agentId] = await inWorkspace(db, workspaceId, async (tx) => [
    await findTicket(tx, ticket),
    await findAgentOf(tx, as),
  ]);
  const blobs = createDiskBlobs(join(config.dataDir, "blobs"));
  const attachments: string[] = [];
  for (const path of files) {
    const file = { name: basename(path), mediaType: "", bytes: await readGiven(path) };
    attachments.push((await keepUpload({ db, blobs }, { workspaceId, agentId: agentId ?? null }, file)).id);
  }
  const tools = {
    db,
    mailHtml: async (html: string, pictures: ReadonlyMap<string, string>) => outgoingHtml(html, { pictures }),
    submit: { messageIdKey: deriveKey(secret, "message-id"), mailDomain: config.mailDomain, envelope: createEnvelope(secret) },
  };
  const act = { workspaceId, actor: { kind: "command-line" as const }, ticketId, idempotencyKey: key ?? null };
  const sent = await sendMessage(tools, act, {
    ...request,
    attachments,
    ...(agentId === undefined ? {} : { agentId, signature: true }),
  });
  const message = await inWorkspace(db, workspaceId, (tx) => findMessage(tx, sent.messageId));
  const submissions = (message?.submissions ?? []).map(({ id, address, role, state }) => ({ id, address, role, state }));
  return { messageId: sent.messageId, ticketId, submissions };
}

async function findTicket(tx: Tx, given: string): Promise<TicketId> {
  const number = /^#?(\d{1,15})$/.exec(given)?.[1];
  const id = number === undefined ? (isId(given) ? given : null) : await findTicketIdByNumber(tx, Number(number));
  if (id !== null) return id;
  throw new UsageError(`There is no ticket ${given}. Name its number (1042) or its id.`);
}

async function findAgentOf(tx: Tx, email: string | undefined): Promise<string | undefined> {
  if (email === undefined) return undefined;
  const agent = await findAgentSecretsByEmail(tx, email.toLowerCase());
  if (agent === null) throw new UsageError(`--as: nobody who works here has the address ${email}.`);
  return agent.id;
}

async function readGiven(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read: ${error.code === "ENOENT" ? "there is no such file" : error.message}.`);
  });
}
