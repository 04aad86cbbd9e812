// inlet import: old mail out of an mbox, a maildir or single files, through the same journal and pipeline as new mail.
import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError, messageOf } from "#domain/errors.ts";
import { isId, type SourceId } from "#domain/ids.ts";
import { createLifecycle, type Lifecycle } from "#platform/lifecycle.ts";
import { createLog, type Logger } from "#platform/log.ts";
import { closeDb, inRegistry, inWorkspace, openDb } from "#store/db.ts";
import { isSomebodyClaiming } from "#store/imported.ts";
import { listSources } from "#store/sources.ts";
import { type Config, readConfig } from "../config.ts";
import { type House, openHouse } from "../house.ts";
import { UsageError, command } from "./command-line.ts";
import { type Found, findMail, type ImportFormat, importFormats } from "./import-files.ts";
import { importedId, receivedAtOf } from "./import-identity.ts";
import { count, createProgress, type Progress } from "./import-progress.ts";
import { balances, type ImportBooks, type ImportError, type ImportTarget, runImport } from "./import-run.ts";
import { withInstallation } from "./installation.ts";

export const importCommand = command({
  args: {
    format: { type: "positional", description: `What the path is: ${importFormats.join(", ")}`, required: true },
    path: { type: "positional", description: "An mbox file; a maildir; a mail file, or a folder of *.eml files", required: true },
    source: {
      type: "string",
      description: "Id of the source that the mail belongs to (inlet sources list --json)",
      valueHint: "ID",
      required: true,
    },
    "dry-run": { type: "boolean", description: "Read everything, store nothing, and say what would be imported" },
    errors: {
      type: "string",
      description: "Where mails that were not taken are listed, one JSON object a line",
      valueHint: "FILE",
      default: "import-errors.jsonl",
    },
    json: { type: "boolean", description: "Print the books as one JSON object" },
  },
  examples: [
    [
      "inlet import mbox support.mbox --source 0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
      "import an mbox of any size; run it again to go on after an interruption",
    ],
    ["inlet import maildir ~/Maildir --source … --dry-run", "look first: how many mails, from when to when"],
    ["inlet import eml exported/ --source … --json | jq .created", "every *.eml file below a folder"],
  ],
  async run(args) {
    const format = readFormat(args.format);
    const path = resolve(args.path);
    const config = readConfig();
    const found = await findMail(format, path, config.smtpMaxSize);
    if (!isId(args.source)) throw new UsageError(`--source: "${args.source}" is no id. inlet sources list --json shows them.`);
    if (args["dry-run"] === true) return dryRun(found, args.json === true);
    return importInto(args.source, found, { config, errorsFile: resolve(args.errors), json: args.json === true });
  },
});

function readFormat(word: string): ImportFormat {
  const format = importFormats.find((known) => known === word);
  if (format === undefined) throw new UsageError(`"${word}" cannot be imported; it takes one of ${importFormats.join(", ")}.`);
  return format;
}

interface ImportRequest {
  config: Config;
  errorsFile: string;
  json: boolean;
}

async function importInto(sourceId: SourceId, found: Found, { config, errorsFile, json }: ImportRequest): Promise<number> {
  const log = createLog({ level: config.logLevel === "debug" ? "debug" : "error" });
  const lifecycle = createLifecycle(log);
  const progress = progressOf(found);
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const report = new ErrorReport(errorsFile);
  try {
    const target = await openTarget(sourceId, { config, log, lifecycle });
    const books = await runImport(target, found.mails, {
      now: () => new Date(),
      onProgress: (now, bytesRead) => progress.update(now, bytesRead),
      onError: (error) => report.add(error),
      signal: interrupted.signal,
    });
    progress.end();
    return await tell(books, { report, json, wasInterrupted: interrupted.signal.aborted });
  } finally {
    progress.end();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await report.close();
    await lifecycle.stop();
  }
}

/** With a server on the same database, that one does the work; without, the pipeline runs here. */
async function openTarget(
  sourceId: SourceId,
  { config, log, lifecycle }: { config: Config; log: Logger; lifecycle: Lifecycle },
): Promise<ImportTarget> {
  const claims = !(await isServerAtWork());
  const house = await openHouse(config, log, lifecycle, { claims, owner: "command" });
  const kind = await kindOf(house, sourceId);
  return { db: house.db, accept: house.accept, workspaceId: house.workspaceId, sourceId, kind };
}

function isServerAtWork(): Promise<boolean> {
  return withInstallation(async ({ connection }) => {
    const owner = openDb({ connection, max: 1, role: null });
    try {
      return await inRegistry(owner, isSomebodyClaiming);
    } finally {
      await closeDb(owner);
    }
  });
}

async function kindOf({ db, workspaceId }: House, sourceId: SourceId): Promise<ImportTarget["kind"]> {
  const [source] = await inWorkspace(db, workspaceId, (tx) =>
    listSources(tx, workspaceId, { limit: 1, after: null, only: sourceId }),
  );
  if (source !== undefined) return source.kind;
  throw new AppError({
    code: "source-not-found",
    retry: "permanent",
    publicMessage: `There is no source ${sourceId}. Make one (inlet sources create forwarding --name Archive), or see inlet sources list --json.`,
  });
}

async function tell(
  books: ImportBooks,
  { report, json, wasInterrupted }: { report: ErrorReport; json: boolean; wasInterrupted: boolean },
): Promise<number> {
  const errorsFile = report.written === 0 ? null : report.path;
  const isDone = balances(books) && !wasInterrupted;
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...books, balanced: balances(books), interrupted: wasInterrupted, errorsFile })}\n`
      : `${booksText(books)}\n`,
  );
  if (errorsFile !== null) process.stderr.write(`${count(report.written)} with errors, listed in ${errorsFile}\n`);
  if (wasInterrupted) process.stderr.write("Interrupted. What is stored stays stored; run the same command again to go on.\n");
  else if (books.pending > 0)
    process.stderr.write(
      `${count(books.pending)} still wait for the pipeline. Start the server, or run the same command again.\n`,
    );
  return isDone && books.notTaken === 0 && books.failed === 0 ? 0 : 1;
}

/** The promise, in numbers: everything that was found is somewhere. */
function booksText(books: ImportBooks): string {
  const { created, appended, duplicate, setAside, reports, failed, pending } = books;
  const parts = [
    `${count(created)} created`,
    `${count(appended)} appended`,
    `${count(duplicate)} duplicate`,
    `${count(setAside)} set aside`,
    `${count(reports)} reports`,
    `${count(failed)} failed`,
  ];
  if (pending > 0) parts.push(`${count(pending)} pending`);
  const lines = [`imported ${count(books.imported)} = ${parts.join(" + ")}`];
  const found = [`${count(books.found)} found`];
  if (books.alreadyHere > 0) found.push(`${count(books.alreadyHere)} of them here already`);
  if (books.repeated > 0) found.push(`${count(books.repeated)} repeated word for word`);
  if (books.notTaken > 0) found.push(`${count(books.notTaken)} not taken`);
  return [...lines, found.join(", ")].join("\n");
}

function progressOf(found: Found): Progress {
  return createProgress({
    totalBytes: found.totalBytes,
    write: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    elapsedMs: () => performance.now(),
  });
}

async function dryRun(found: Found, json: boolean): Promise<number> {
  const now = new Date();
  const ids = new Set<string>();
  const seen = {
    found: 0,
    wouldImport: 0,
    repeated: 0,
    notTaken: 0,
    bytes: 0,
    oldest: null as Date | null,
    newest: null as Date | null,
  };
  for await (const mail of found.mails) {
    seen.found += 1;
    if (mail.raw === null) {
      seen.notTaken += 1;
      process.stderr.write(`${mail.place}: ${mail.problem.code}, ${mail.problem.detail}\n`);
      continue;
    }
    const id = importedId("forwarding", mail.raw).slice(-32);
    if (ids.has(id)) seen.repeated += 1;
    else {
      ids.add(id);
      seen.wouldImport += 1;
      seen.bytes += mail.raw.byteLength;
      const at = receivedAtOf(mail.raw, { fileTime: mail.fileTime, now });
      if (seen.oldest === null || at < seen.oldest) seen.oldest = at;
      if (seen.newest === null || at > seen.newest) seen.newest = at;
    }
  }
  const span =
    seen.oldest === null
      ? ""
      : `, received ${seen.oldest.toISOString().slice(0, 10)} to ${seen.newest?.toISOString().slice(0, 10) ?? ""}`;
  const text = `would import ${count(seen.wouldImport)} of ${count(seen.found)} found (${count(seen.bytes)} bytes)${span}; ${count(seen.repeated)} repeated, ${count(seen.notTaken)} not taken`;
  process.stdout.write(`${json ? JSON.stringify({ dryRun: true, ...seen }) : text}\n`);
  return 0;
}

/** Mails that were not taken, one JSON object a line. The file is made with the first of them. */
class ErrorReport {
  readonly path: string;
  written = 0;
  #file: Promise<FileHandle> | null = null;

  constructor(path: string) {
    this.path = path;
  }

  async add(error: ImportError): Promise<void> {
    try {
      this.#file ??= open(this.path, "w");
      await (await this.#file).write(`${JSON.stringify(error)}\n`);
      this.written += 1;
    } catch (cause) {
      throw new AppError({
        code: "import-report-unwritable",
        retry: "permanent",
        publicMessage: `${this.path} cannot be written (${messageOf(cause)}). Name another file with --errors.`,
        cause,
      });
    }
  }

  async close(): Promise<void> {
    await (await this.#file)?.close();
  }
}
