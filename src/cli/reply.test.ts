// inlet reply: an answer from a script, stored as the console's are.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { inWorkspace } from "#store/db.ts";
import { type Planted, type TestDesk, makeAgent, plant, testDesk } from "../../test/http/desk.ts";
import { runCommandLine } from "./command-line.ts";
import { commands } from "./commands.ts";

let desk: TestDesk;
let ticket: Planted;
let directory: string;

beforeAll(async () => {
  desk = await testDesk();
  ticket = await plant(desk, "olive");
  directory = await mkdtemp(join(tmpdir(), "inlet-reply-"));
  const { host, user, database } = desk.database.connection;
  vi.stubEnv("DATABASE_URL", `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`);
  vi.stubEnv("INLET_DATA_DIR", directory);
  vi.stubEnv("INLET_MAIL_DOMAIN", "mail.test");
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  vi.unstubAllEnvs();
  await desk.close();
  await rm(directory, { recursive: true, force: true });
});

async function inlet(...words: string[]) {
  let printed = "";
  let told = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((told += String(text)), true));
  const code = await runCommandLine(words, commands, { answer: () => {}, tell: (text) => void (told += text) });
  vi.restoreAllMocks();
  return { code, printed, told };
}

const messages = () =>
  inWorkspace(desk.database.db, desk.database.workspaceId, (tx) =>
    tx
      .selectFrom("messages")
      .select(["id", "direction", "text", "agentId"])
      .where("ticketId", "=", ticket.ticketId)
      .where("direction", "<>", "inbound")
      .orderBy("receivedAt")
      .execute(),
  );

describe("inlet reply", () => {
  it("queues an answer by the ticket's number, with files and copies, in an agent's name, once for one key", async () => {
    const mira = await makeAgent(desk.database, { email: "mira@desk.test" });
    await writeFile(join(directory, "a.txt"), "A");
    await writeFile(join(directory, "b.txt"), "B");
    const files = ["--attach", join(directory, "a.txt"), `--attach=${join(directory, "b.txt")}`];
    const words = [
      "reply",
      `#${ticket.number}`,
      "--text",
      "Done.",
      "--cc",
      "boss@else.test",
      "--as",
      "mira@desk.test",
      "--close",
      ...files,
    ];
    const first = await inlet(...words, "--key", "k", "--json");
    expect(first).toMatchObject({ code: 0, told: "" });
    const sent = JSON.parse(first.printed) as { messageId: string };
    expect(sent).toMatchObject({
      ticketId: ticket.ticketId,
      submissions: [
        { address: "ana@olive.test", role: "to", state: "queued" },
        { address: "boss@else.test", role: "cc", state: "queued" },
      ],
    });
    expect(JSON.parse((await inlet(...words, "--key", "k", "--json")).printed)).toMatchObject({ messageId: sent.messageId });
    expect(await messages()).toEqual([{ id: sent.messageId, direction: "outbound", text: "Done.", agentId: mira.id }]);
  });

  it("writes a note that never leaves", async () => {
    const { code, told } = await inlet("reply", String(ticket.number), "--note", "--text", "For us");
    expect({ code, told }).toEqual({ code: 0, told: "The note is on the ticket.\n" });
    expect((await messages()).at(-1)).toMatchObject({ direction: "note", text: "For us" });
  });

  it.each([
    [["reply", "1"], 2, "Say something"],
    [["reply", "999999", "--text", "x"], 2, "There is no ticket 999999"],
    [["reply", "1", "--text", "x", "--cc", "nobody"], 2, "This is not an e-mail address"],
    [["reply", "1", "--text", "x", "--html-file", "/nowhere"], 2, "there is no such file"],
    [["reply", "1", "--text", "x", "--note", "--cc", "a@x.test"], 2, "A note goes to nobody outside"],
  ])("answers %j with exit code %i and a reason", async (words, code, reason) => {
    const result = await inlet(...words);
    expect(result.code).toBe(code);
    expect(result.told).toContain(reason);
  });

  it("tells in a sentence what the desk refuses", async () => {
    const result = await inlet("reply", String(ticket.number), "--text", "x", "--to", "support@mail.test");
    expect(result).toMatchObject({ code: 1, told: expect.stringContaining("(recipient-is-own-address)") as string });
  });
});
