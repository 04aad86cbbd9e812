// inlet domains: add a sending domain and print its DNS records, check them, renew its keys, list and remove domains.
import { alignmentOf, type Finding } from "#domain/dns-findings.ts";
import { readDomainName } from "#domain/sending-domain.ts";
import { AppError } from "#domain/errors.ts";
import { addSendingDomain, checkSendingDomain, removeSendingDomain, rotateKeys } from "#desk/sending-domains.ts";
import type { SendingTools } from "#desk/sending-tools.ts";
import { systemClock } from "#platform/clock.ts";
import { createEnvelope } from "#platform/secrets.ts";
import { inWorkspace } from "#store/db.ts";
import {
  findSendingDomain,
  findSendingDomainByName,
  listDkimKeys,
  listSendingDomains,
  type SendingDomainRow,
} from "#store/sending-domains.ts";
import { loadSecret } from "../installation-files.ts";
import type { OpenDatabase } from "../open-database.ts";
import { sendingTools } from "../sending-tools.ts";
import { command } from "./command-line.ts";
import { withInstallation } from "./installation.ts";
import { printable } from "./terminal-text.ts";

const name = { type: "positional", description: "The domain: what stands behind the @ of your address", required: true } as const;

export const addDomainCommand = command({
  args: { name, json: { type: "boolean", description: "Print [{type,name,value,purpose}] as JSON" } },
  examples: [
    ["inlet domains add example.com", "make its keys, and print the DNS records to publish"],
    ["inlet domains add example.com --json | jq -r '.[] | [.type, .name, .value] | @tsv'", "hand the records to your DNS tool"],
  ],
  async run(args) {
    const row = await withDomains(async ({ db, workspaceId }, tools) => {
      const id = await addSendingDomain(db, actIn(workspaceId), { name: args.name, tools });
      return mustRead(db, workspaceId, id);
    });
    if (args.json === true) return void process.stdout.write(`${JSON.stringify(row.findings.map(toRecord))}\n`);
    for (const finding of row.findings) process.stdout.write(`${recordText(finding)}\n\n`);
    process.stderr.write(`Publish these records, then: inlet domains check ${row.name}\n`);
  },
});

export const checkDomainCommand = command({
  args: {
    name,
    json: {
      type: "boolean",
      description:
        "Print {id,name,state,alignment,checkedAt,records:[{type,name,value,purpose,state,code,found,advice}]} as JSON",
    },
  },
  examples: [
    ["inlet domains check example.com", "ask DNS now, and say what is missing, wrong or shadowed"],
    ["inlet domains check example.com --json | jq -r .state", "pending, verified or broken"],
  ],
  async run(args) {
    const row = await withDomains(async ({ db, workspaceId }, tools) => {
      const { id } = await mustFind(db, workspaceId, args.name);
      await checkSendingDomain(db, actIn(workspaceId), { id, tools });
      return mustRead(db, workspaceId, id);
    });
    if (args.json === true) return void process.stdout.write(`${JSON.stringify(toReport(row))}\n`);
    for (const finding of row.findings) process.stdout.write(`${findingText(finding)}\n\n`);
    process.stdout.write(`${row.name} is ${stateText[row.state]}\n`);
  },
});

export const listDomainsCommand = command({
  args: { json: { type: "boolean", description: "Print a JSON array" } },
  examples: [
    ["inlet domains list", "one line a domain: name, state, problems"],
    ["inlet domains list --json", "id, name, state, alignment, problems, checkedAt, verifiedAt, createdAt"],
  ],
  async run({ json }) {
    const rows = await withInstallation(({ db, workspaceId }) =>
      inWorkspace(db, workspaceId, (tx) => listSendingDomains(tx, { limit: 10_000, after: null })),
    );
    if (json === true) return void process.stdout.write(`${JSON.stringify(rows.map(toSummary))}\n`);
    for (const row of rows.map(toSummary)) process.stdout.write(`${row.name}\t${row.state}\t${row.problems} to look at\n`);
    if (rows.length === 0) process.stderr.write("There is no sending domain yet: inlet domains add example.com\n");
  },
});

export const rotateDomainCommand = command({
  args: { name, json: { type: "boolean", description: "Print the new records, [{type,name,value,purpose}], as JSON" } },
  examples: [["inlet domains rotate example.com", "make new keys; the old ones sign until the new records are found"]],
  async run(args) {
    const { row, fresh } = await withDomains(async ({ db, workspaceId }, tools) => {
      const { id } = await mustFind(db, workspaceId, args.name);
      await rotateKeys(db, actIn(workspaceId), { id, tools });
      const keys = await inWorkspace(db, workspaceId, (tx) => listDkimKeys(tx, id));
      const selectors = keys.filter(({ state }) => state === "new").map(({ selector }) => selector);
      return { row: await mustRead(db, workspaceId, id), fresh: new Set(selectors) };
    });
    const records = row.findings.filter(({ selector }) => selector !== null && fresh.has(selector));
    if (args.json === true) return void process.stdout.write(`${JSON.stringify(records.map(toRecord))}\n`);
    for (const finding of records) process.stdout.write(`${recordText(finding)}\n\n`);
    process.stderr.write(`Publish these beside the old ones, then: inlet domains check ${row.name}\n`);
  },
});

export const removeDomainCommand = command({
  args: { name, yes: { type: "boolean", description: "Its private keys are erased: confirm it" } },
  examples: [["inlet domains remove example.com --yes", "erase its keys; answers leave from generated addresses again"]],
  async run(args) {
    if (args.yes !== true) {
      throw new AppError({
        code: "not-confirmed",
        retry: "permanent",
        publicMessage: `This erases the private keys of ${args.name}. Add --yes if you mean it.`,
      });
    }
    const removed = await withInstallation(async ({ db, workspaceId }) => {
      const row = await mustFind(db, workspaceId, args.name);
      await removeSendingDomain(db, actIn(workspaceId), row.id);
      return row.name;
    });
    process.stderr.write(`${removed} is removed. Leave its DKIM records in DNS for a week, for mail under way.\n`);
  },
});

// ---------------------------------------------------------------- parts

function withDomains<T>(work: (database: OpenDatabase, tools: SendingTools) => Promise<T>): Promise<T> {
  return withInstallation(async (database, config) =>
    work(database, sendingTools(config, createEnvelope(await loadSecret(config)))),
  );
}

function actIn(workspaceId: string) {
  return { workspaceId, actor: { kind: "command-line" } as const, now: systemClock.now() };
}

async function mustFind(db: OpenDatabase["db"], workspaceId: string, given: string): Promise<SendingDomainRow> {
  const wanted = readDomainName(given);
  const row = wanted === null ? null : await inWorkspace(db, workspaceId, (tx) => findSendingDomainByName(tx, wanted));
  if (row !== null) return row;
  throw new AppError({
    code: "sending-domain-not-found",
    retry: "permanent",
    publicMessage: `${wanted ?? given} is not set up for sending. Add it with: inlet domains add ${wanted ?? "example.com"}`,
  });
}

async function mustRead(db: OpenDatabase["db"], workspaceId: string, id: string): Promise<SendingDomainRow> {
  const row = await inWorkspace(db, workspaceId, (tx) => findSendingDomain(tx, id));
  if (row === null) throw new Error("a sending domain was removed while it was read");
  return row;
}

const stateText = {
  pending: "not verified yet: nothing is sent under it.",
  verified: "verified.",
  broken: "broken: it was verified, and DNS is not right any more. Nothing is sent under it.",
} as const;

function toRecord({ type, name: at, value, purpose }: Finding) {
  return { type, name: at, value, purpose };
}

function toReport(row: SendingDomainRow) {
  const records = row.findings.map((finding) => ({
    ...toRecord(finding),
    use: finding.use,
    required: finding.required,
    state: finding.state,
    code: finding.code,
    found: finding.found,
    advice: finding.advice,
  }));
  const { id, state, checkedAt, verifiedAt } = row;
  return { id, name: row.name, state, alignment: alignmentOf(row.findings), checkedAt, verifiedAt, records };
}

function toSummary({ findings, ...row }: SendingDomainRow) {
  return { ...row, alignment: alignmentOf(findings), problems: findings.filter(({ state }) => state !== "ok").length };
}

function recordText({ type, name: at, value, strings, purpose, required }: Finding): string {
  const parts = strings === null ? [] : ["", "as strings of at most 255 characters:", ...strings.map((text) => `  "${text}"`)];
  return [`${type}  ${at}${required ? "  (needed)" : ""}`, `  ${printable(value)}`, ...parts, `  ${purpose}`].join("\n");
}

function findingText(finding: Finding): string {
  const { type, name: at, state, code, found, advice } = finding;
  const there = found.map((text) => `  there: ${printable(text, 150)}`);
  const wanted = state === "ok" || state === "unknown" ? [] : [`  wanted: ${printable(finding.value)}`];
  const heading = `${state.toUpperCase()}  ${type}  ${at}${code === null ? "" : `  (${code})`}`;
  return [heading, ...there, ...wanted, `  ${printable(advice)}`].join("\n");
}
