// inlet explain: what would become of a raw mail, and why. No database, nothing stored; the network only for --authenticate.
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Envelope } from "#domain/delivery.ts";
import { authenticate } from "#mail/authenticate.ts";
import { createResolver } from "#mail/resolver.ts";
import { type Config, readConfig } from "../config.ts";
import { command, UsageError } from "./command-line.ts";
import { explainMail, type ExplainOptions } from "./explain-mail.ts";
import { explanationText } from "./explain-text.ts";
import { paint } from "./terminal-text.ts";

export const explain = command({
  args: {
    file: { type: "positional", description: "Raw mail as .eml, one or several; - reads standard input", required: true },
    rcpt: { type: "string", description: "Envelope recipient that it came for", valueHint: "ADDRESS" },
    authenticate: { type: "boolean", description: "Evaluate SPF, DKIM, DMARC and ARC; asks DNS" },
    "mail-from": { type: "string", description: "Envelope sender, for SPF", valueHint: "ADDRESS" },
    ip: { type: "string", description: "Address of the server that sent it, for SPF", valueHint: "ADDRESS" },
    json: { type: "boolean", description: "Print one JSON object a mail (docs/explain.md describes it)" },
  },
  variadic: true,
  examples: [
    ["inlet explain strange.eml", "what it says, what becomes of it, and why"],
    [
      "curl -s … | inlet explain - --rcpt support-k3v9q2m7x4ahc5dp@in.example.com",
      "from standard input, as if it had come for that address",
    ],
    ["inlet explain *.eml --json | jq -r '[.file, .decision.action] | @tsv'", "one JSON object a line"],
    ["inlet explain spoof.eml --authenticate --ip 192.0.2.7 --mail-from a@example.com", "with sender authentication"],
  ],
  async run(args) {
    const files = args._.map(String);
    const config = readConfig();
    const options = optionsOf(args, config);
    let failures = 0;
    for (const file of files) {
      const raw = await readMail(file);
      if (raw === null) {
        failures += 1;
        continue;
      }
      const explanation = await explainMail(raw, { file, ...options });
      process.stdout.write(args.json === true ? `${JSON.stringify(explanation)}\n` : textOf(explanation, files.at(-1) === file));
    }
    return failures === 0 ? 0 : 1;
  },
});

interface ExplainArgs {
  rcpt?: string | undefined;
  "mail-from"?: string | undefined;
  ip?: string | undefined;
  authenticate?: boolean | undefined;
}

function optionsOf(args: ExplainArgs, config: Config): Omit<ExplainOptions, "file"> {
  if (args.rcpt !== undefined && !args.rcpt.includes("@")) throw new UsageError(`--rcpt: "${args.rcpt}" is no address.`);
  const resolver = createResolver({ servers: config.dns === null ? [] : [`${config.dns.host}:${config.dns.port}`] });
  return {
    envelope: envelopeOf(args),
    receivedAt: new Date(),
    mailDomain: config.mailDomain,
    authenticate:
      args.authenticate === true ? (raw, message, envelope) => authenticate(raw, envelope, message.from, resolver) : null,
  };
}

function envelopeOf(args: ExplainArgs): Envelope | null {
  if (args.rcpt === undefined && args["mail-from"] === undefined && args.ip === undefined) return null;
  return {
    mailFrom: args["mail-from"] ?? "",
    rcptTo: args.rcpt === undefined ? [] : [args.rcpt],
    remoteAddress: args.ip ?? null,
    helo: null,
    tls: false,
  };
}

async function readMail(file: string): Promise<Buffer | null> {
  try {
    return file === "-" ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    process.stderr.write(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})\n`);
    return null;
  }
}

function textOf(explanation: Parameters<typeof explanationText>[0], isLast: boolean): string {
  const columns = process.stdout.isTTY === true ? process.stdout.columns : 98;
  const colour = process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "";
  return `${explanationText(explanation, { paint: paint(colour), columns })}${isLast ? "" : "\n"}`;
}
