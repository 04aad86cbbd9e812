// `inlet import` with a database: interrupted, repeated, refused.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#domain/ids.ts";
import { inWorkspace } from "#store/db.ts";
import { insertSource } from "#store/sources.ts";
import { type TestDatabase, testDatabase } from "../../test/database.ts";
import type { ImportBooks } from "./import-run.ts";

const entry = fileURLToPath(new URL("../../bin/inlet.mjs", import.meta.url));
const mails = 240;

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await testDatabase();
  directory = await mkdtemp(join(tmpdir(), "inlet-import-"));
});
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

function run(...words: string[]): ChildProcess {
  const { host, user, database: name } = database.connection;
  const url = `postgres://${user}@localhost/${name}?host=${encodeURIComponent(host)}`;
  return spawn(process.execPath, [entry, "import", ...words], {
    env: { ...process.env, DATABASE_URL: url, INLET_DATA_DIR: join(directory, "data"), NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function finish(child: ChildProcess): Promise<{ code: number | null; answer: string; told: string }> {
  const read = async (stream: ChildProcess["stdout"]) => {
    let text = "";
    for await (const piece of stream ?? []) text += String(piece);
    return text;
  };
  const [answer, told, [code]] = await Promise.all([read(child.stdout), read(child.stderr), once(child, "exit")]);
  return { code: code as number | null, answer, told };
}

async function newSource(): Promise<string> {
  const { db, workspaceId } = database;
  const id = newId();
  await inWorkspace(db, workspaceId, (tx) =>
    insertSource(tx, { workspaceId, id, kind: "forwarding", name: "Archive", address: `${id}@in.example.test`, settings: {} }),
  );
  return id;
}

async function countOf(sourceId: string, table: "deliveries" | "messages"): Promise<number> {
  const query =
    table === "deliveries"
      ? sql<{ count: number }>`select count(*) from deliveries where source_id = ${sourceId}`
      : sql<{
          count: number;
        }>`select count(*) from messages m join deliveries d on d.id = m.delivery_id where d.source_id = ${sourceId}`;
  const { rows } = await inWorkspace(database.db, database.workspaceId, (tx) => query.execute(tx));
  return rows[0]?.count ?? 0;
}

/** What a lease of waiting would do. */
async function letLeasesRunOut(): Promise<void> {
  await inWorkspace(database.db, database.workspaceId, (tx) => sql`update delivery_queue set available_at = now()`.execute(tx));
}

/** Every third mail answers the one before; each tenth lies in the file twice. */
function mboxOf(name: string): string {
  const one = (at: number) => {
    const answers = at % 3 === 2 ? `In-Reply-To: <${name}.${at - 1}@old.example>\n` : "";
    const author = Math.floor(at / 3);
    return `From x@old.example Mon Jan  5 09:30:00 2026\nFrom: Person ${author} <p${author}@old.example>\nTo: help@old.example\nSubject: Question ${Math.floor(at / 3)}.${at % 3 === 0 ? "a" : "b"}\nDate: Mon, 5 Jan 2026 09:30:00 +0000\nMessage-ID: <${name}.${at}@old.example>\n${answers}\nHello, this is number ${at} of ${name}.\n\n`;
  };
  return Array.from({ length: mails }, (_, at) => one(at) + (at % 10 === 0 ? one(at) : "")).join("");
}

describe("an import", () => {
  it("goes on after a kill, and loses and doubles nothing", async () => {
    const source = await newSource();
    const path = join(directory, "killed.mbox");
    await writeFile(path, mboxOf("killed"));
    const first = run("mbox", path, "--source", source, "--json");
    const ended = finish(first);
    while ((await countOf(source, "deliveries")) === 0) await sleep(5);
    first.kill("SIGKILL");
    await ended;
    const stored = await countOf(source, "deliveries");
    expect(stored).toBeLessThan(mails);
    await letLeasesRunOut();

    const second = await finish(run("mbox", path, "--source", source, "--json"));
    expect(second.told).not.toContain("Error");
    const books = JSON.parse(second.answer) as ImportBooks & { balanced: boolean };
    expect(books).toMatchObject({
      found: mails * 1.1,
      imported: mails,
      repeated: mails / 10,
      created: (mails / 3) * 2,
      appended: mails / 3,
      alreadyHere: stored,
      failed: 0,
      pending: 0,
      balanced: true,
    });
    expect(second.code).toBe(0);
    expect(await countOf(source, "messages")).toBe(mails);

    const third = await finish(run("mbox", path, "--source", source));
    expect(third.answer).toBe(
      `imported 240 = 160 created + 80 appended + 0 duplicate + 0 set aside + 0 reports + 0 failed\n264 found, 240 of them here already, 24 repeated word for word\n`,
    );
    expect(await countOf(source, "messages")).toBe(mails);
  }, 120_000);

  it("stops at Ctrl-C with what it has, says so, and goes on the next time", async () => {
    const source = await newSource();
    const path = join(directory, "interrupted.mbox");
    await writeFile(path, mboxOf("interrupted"));
    const first = run("mbox", path, "--source", source, "--json");
    const ended = finish(first);
    while ((await countOf(source, "deliveries")) === 0) await sleep(5);
    first.kill("SIGINT");
    const { code, told } = await ended;
    expect(code).toBe(1);
    expect(told).toContain("run the same command again");
    const second = await finish(run("mbox", path, "--source", source, "--json"));
    expect(JSON.parse(second.answer)).toMatchObject({ imported: mails, balanced: true });
  }, 120_000);

  it("lists what was not taken in a file, and does not end as if all were well", async () => {
    const source = await newSource();
    const path = join(directory, "empty.eml");
    const errors = join(directory, "errors.jsonl");
    await writeFile(path, "");
    const { code, answer, told } = await finish(run("eml", path, "--source", source, "--errors", errors));
    expect(code).toBe(1);
    expect(answer).toContain("imported 0 = 0 created");
    expect(told).toContain(errors);
    expect(JSON.parse(await readFile(errors, "utf8"))).toEqual({ place: path, code: "empty", detail: "0 bytes" });
  }, 60_000);

  it("looks without touching anything in a dry run", async () => {
    const path = join(directory, "dry.mbox");
    await writeFile(path, mboxOf("dry"));
    const { code, answer } = await finish(run("mbox", path, "--source", newId(), "--dry-run"));
    expect(code).toBe(0);
    expect(answer).toMatch(
      /^would import 240 of 264 found \([\d,]+ bytes\), received 2026-01-05 to 2026-01-05; 24 repeated, 0 not taken\n$/,
    );
  });

  it.each([
    ["a source that is not there", () => ["eml", directory, "--source", newId()], 1, "source-not-found"],
    ["a path that is not there", () => ["eml", join(directory, "nowhere"), "--source", newId()], 1, "import-path-unreadable"],
    ["a folder as mbox", () => ["mbox", directory, "--source", newId()], 1, "import-format-wrong"],
    ["a folder that is no maildir", () => ["maildir", directory, "--source", newId()], 1, "import-format-wrong"],
    ["a format that it does not know", () => ["pst", directory, "--source", newId()], 2, "cannot be imported"],
    ["a source that is no id", () => ["eml", directory, "--source", "Support"], 2, "is no id"],
  ])(
    "refuses %s",
    async (_name, words, expected, sentence) => {
      const { code, told } = await finish(run(...words()));
      expect(told).toContain(sentence);
      expect(code).toBe(expected);
    },
    60_000,
  );
});
