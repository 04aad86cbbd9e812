// inlet demo: fills a fresh installation with a support day of an invented company, through the real SMTP door.
import { AppError } from "#domain/errors.ts";
import { createSource } from "#desk/sources.ts";
import { inWorkspace, type Db } from "#store/db.ts";
import { listSources, type SourceListRow } from "#store/sources.ts";
import { hasTickets } from "#store/imported.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { command, UsageError } from "./command-line.ts";
import { type Place, publicAddresses } from "./demo-compose.ts";
import { type DemoResult, type DemoTarget, runDemo } from "./demo-run.ts";
import { withInstallation } from "./installation.ts";

const paceMs = 100;

export const demo = command({
  args: {
    force: { type: "boolean", description: "Also where there are tickets already" },
    port: { type: "string", description: "Port of the mail receiver, where it is not INLET_SMTP_PORT", valueHint: "PORT" },
    json: { type: "boolean", description: "Print what became of each mail as JSON" },
  },
  examples: [
    ["npm start", "in one terminal: the server has to run"],
    ["inlet demo", "in another: about forty mails in a few seconds; it prints where to look"],
    ["inlet demo --force", "once more: every mail is recognised, nothing is doubled"],
  ],
  async run(args) {
    const result = await withInstallation(async ({ db, workspaceId }, config) => {
      await assertFresh(db, workspaceId, args.force === true);
      const target: DemoTarget = {
        db,
        workspaceId,
        sources: await findOrCreateSources(db, { workspaceId, mailDomain: config.mailDomain }),
        smtp: { host: reachable(config.host), port: readPort(args.port) ?? config.smtpPort },
      };
      const done = await runDemo(target, { now: new Date(), paceMs, onSent: showProgress });
      return { ...done, url: config.publicUrl };
    });
    process.stdout.write(args.json === true ? `${JSON.stringify(result)}\n` : demoText(result));
    return result.pending === 0 && result.deliveries.every((row) => row.action !== "failed") ? 0 : 1;
  },
});

async function assertFresh(db: Db, workspaceId: WorkspaceId, isForced: boolean): Promise<void> {
  if (isForced || !(await inWorkspace(db, workspaceId, hasTickets))) return;
  throw new AppError({
    code: "demo-needs-fresh-installation",
    retry: "permanent",
    publicMessage:
      "There are tickets here already, and the demo would mix with them. Use another INLET_DATA_DIR, or --force if you mean it.",
  });
}

const names: Readonly<Record<Place, string>> = { support: "Harbor Light support", billing: "Harbor Light billing" };

const settings = (place: Place): Record<string, unknown> => ({
  publicAddresses: [publicAddresses[place]],
  setAsideLists: true,
  ignoreSenders: ["@status.harborlight.example"],
});

async function findOrCreateSources(
  db: Db,
  act: { workspaceId: WorkspaceId; mailDomain: string },
): Promise<DemoTarget["sources"]> {
  const { workspaceId } = act;
  const here: SourceListRow[] = await inWorkspace(db, workspaceId, (tx) =>
    listSources(tx, workspaceId, { limit: 1_000, after: null }),
  );
  const findOrCreate = async (place: Place) =>
    here.find((source) => source.name === names[place]) ??
    createSource(
      db,
      { ...act, actor: { kind: "command-line" } },
      { kind: "forwarding", name: names[place], settings: settings(place) },
    );
  return { support: await findOrCreate("support"), billing: await findOrCreate("billing") };
}

function readPort(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_535) throw new UsageError(`--port: "${text}" is no port.`);
  return Number(text);
}

/** A server that listens on every address is reached on this machine's own. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "localhost") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}

function showProgress(sent: number, all: number): void {
  if (process.stderr.isTTY === true)
    process.stderr.write(sent === all ? "\r\u001b[K" : `\r\u001b[Ksending mail ${sent} of ${all}`);
}

const actionWords = [
  ["create", "new tickets"],
  ["append", "joined a ticket"],
  ["quarantine", "set aside, each with its reason"],
  ["discard", "no ticket: a copy, or ignored by a rule"],
  ["record-report", "bounces, recorded as reports"],
  ["failed", "failed"],
] as const;

function demoText({ mails, deliveries, pending, url }: DemoResult & { url: string }): string {
  const lines = [`${mails} mails sent, ${deliveries.length} deliveries:`, ""];
  for (const [action, words] of actionWords) {
    const count = deliveries.filter((row) => row.action === action).length;
    if (count > 0) lines.push(`  ${String(count).padStart(3)}  ${words}`);
  }
  if (pending > 0) lines.push(`  ${String(pending).padStart(3)}  still pending: look at the server's log`);
  lines.push(
    "",
    "Where to look:",
    `  ${url}  tickets, newest first; try the search with “flickers” or “ML-2”`,
    "  Intake   every delivery and why: open one that was set aside and read its receipt",
  );
  lines.push("  Sources  the two addresses that these customers' mail was forwarded to");
  return `${lines.join("\n")}\n`;
}
