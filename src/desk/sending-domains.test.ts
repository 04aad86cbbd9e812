// A sending domain's life against a real database: added, published, verified, signed with, rotated, broken, mended, removed.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dkimSign } from "mailauth/lib/dkim/sign.js";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordsOf } from "#domain/sending-records.ts";
import { authenticate } from "#mail/authenticate.ts";
import { type Zone, zoneResolver } from "#mail/resolver.ts";
import { silentLog } from "#platform/log.ts";
import { createEnvelope, Secret } from "#platform/secrets.ts";
import { inRegistry, inWorkspace, type Tx } from "#store/db.ts";
import {
  activeKeysOf,
  findSendersOf,
  findSendingDomain,
  findSendingDomainByName,
  listDkimKeys,
  type SendingDomainRow,
} from "#store/sending-domains.ts";
import { type TestDatabase, testDatabase } from "../../test/database.ts";
import { makeWorkspace } from "../../test/http/desk.ts";
import { type TestSendingTools, testSendingTools } from "../../test/http/sending-tools.ts";
import { recheckDomains } from "./recheck-domains.ts";
import { addSendingDomain, checkSendingDomain, removeSendingDomain, rotateKeys } from "./sending-domains.ts";

let database: TestDatabase;
let tools: TestSendingTools;
const start = new Date("2026-11-20T09:00:00Z");
const later = (days: number) => new Date(start.getTime() + days * 86_400_000);

beforeAll(async () => {
  database = await testDatabase();
  tools = testSendingTools();
});
afterAll(() => database.close());

const inMine = <T>(work: (tx: Tx) => Promise<T>) => inWorkspace(database.db, database.workspaceId, work);
const act = (now = start) => ({ workspaceId: database.workspaceId, actor: { kind: "command-line" } as const, now });
const keysOf = (id: string) => inMine((tx) => listDkimKeys(tx, id));
const statesOf = async (id: string) => Object.fromEntries((await keysOf(id)).map(({ selector, state }) => [selector, state]));

async function domain(id: string): Promise<SendingDomainRow> {
  const row = await inMine((tx) => findSendingDomain(tx, id));
  if (row === null) throw new Error("no such domain");
  return row;
}

/** DNS with exactly the records that the domain shows, those of the selectors alone where some are named. */
function zoneOf(row: SendingDomainRow, selectors?: readonly string[]): Zone {
  const zone: Record<string, Zone[string]> = { "mail.test": { A: ["203.0.113.5"] } };
  for (const { type, name, value, strings, selector } of row.findings) {
    if (selectors !== undefined && selector !== null && !selectors.includes(selector)) continue;
    const [priority, exchange] = value.split(" ");
    const records: Zone[string] =
      type === "TXT" ? { TXT: [[...(strings ?? [value])]] } : { MX: [{ exchange: exchange ?? "", priority: Number(priority) }] };
    zone[name] = { ...zone[name], ...records };
  }
  return zone;
}

async function added(name: string): Promise<string> {
  tools.publish({});
  return addSendingDomain(database.db, act(), { name, tools });
}

async function verified(name: string): Promise<string> {
  const id = await added(name);
  tools.publish(zoneOf(await domain(id)));
  await checkSendingDomain(database.db, act(), { id, tools });
  return id;
}

async function auditOf(id: string): Promise<string[]> {
  const rows = await inMine((tx) =>
    tx
      .selectFrom("audit")
      .select(["action", "actor"])
      .where("subject", "=", `sending-domain:${id}`)
      .orderBy("at")
      .orderBy("id")
      .execute(),
  );
  return rows.map(({ action, actor }) => `${action} by ${actor}`);
}

describe("adding a domain", () => {
  it("makes two keys, shows their records, and proves nothing yet", async () => {
    const id = await added("https://Added.Example/about");
    const row = await domain(id);
    expect(row).toMatchObject({ name: "added.example", state: "pending", checkedAt: start });
    expect(await statesOf(id)).toEqual({ "inlet-2026a-r": "new", "inlet-2026a-e": "new" });
    expect(row.findings.map(({ use, state }) => `${use} ${state}`)).toEqual([
      "dkim missing",
      "dkim missing",
      "return-path missing",
      "spf missing",
      "dmarc missing",
      "mx missing",
    ]);
    expect(await inMine((tx) => activeKeysOf(tx, id, tools.envelope))).toEqual([]);
  });

  it.each([
    "",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "a b.example",
    "-x.example",
    "exa_mple.com",
    "example.123",
    "com",
    `${"a".repeat(64)}.example`,
  ])("refuses %j", async (name) => {
    await expect(addSendingDomain(database.db, act(), { name, tools })).rejects.toMatchObject({ code: "not-a-domain" });
  });

  it.each([
    ["Bücher.Example", "xn--bcher-kva.example"],
    ["support@mail.at.example", "mail.at.example"],
    ["dotted.example.", "dotted.example"],
  ])("reads %s as %s", async (given, name) => {
    await added(given);
    expect(await inMine((tx) => findSendingDomainByName(tx, name))).not.toBeNull();
  });

  it("refuses one that is there, whatever its spelling, also twice at the same moment", async () => {
    const both = await Promise.allSettled(["twice.example", "TWICE.example."].map((name) => added(name)));
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(added("twice.example")).rejects.toMatchObject({ code: "sending-domain-exists" });
  });

  it("keeps private keys sealed, bound to their row and to the secret", async () => {
    const id = await verified("sealed.example");
    const dump = await inRegistry(database.owner, (tx) =>
      sql<{ sealed: string }>`select private_key_sealed as sealed from dkim_keys`.execute(tx),
    );
    expect(dump.rows.filter(({ sealed }) => !/^v1\.[\w-]+$/.test(sealed))).toEqual([]);
    const elsewhere = createEnvelope(new Secret("another secret that is long enough too"));
    await expect(inMine((tx) => activeKeysOf(tx, id, elsewhere))).rejects.toMatchObject({ code: "secret-unreadable" });
    await inMine(async (tx) => {
      const [one, two] = await tx.selectFrom("dkimKeys").select(["id", "privateKeySealed"]).where("domainId", "=", id).execute();
      await tx.updateTable("dkimKeys").set({ privateKeySealed: one!.privateKeySealed }).where("id", "=", two!.id).execute();
      await expect(activeKeysOf(tx, id, tools.envelope)).rejects.toMatchObject({ code: "secret-unreadable" });
      await tx.updateTable("dkimKeys").set({ privateKeySealed: two!.privateKeySealed }).where("id", "=", two!.id).execute();
    });
  });
});

describe("a signature by our keys", () => {
  it("is right against the records that were shown, and wrong after a changed byte", async () => {
    const id = await verified("signed.example");
    const shown = zoneResolver(zoneOf(await domain(id)));
    const message =
      "From: Desk <help@signed.example>\r\nTo: ana@example.org\r\nSubject: Hello\r\nDate: Fri, 20 Nov 2026 09:00:00 +0000\r\nMessage-ID: <x@signed.example>\r\n\r\nHello Ana\r\n";
    const signed = await signedBy(id, message);
    const check = async (raw: string) =>
      authenticate(Buffer.from(raw), null, { name: "", address: "help@signed.example" }, shown);
    const { dkim, dmarc } = await check(signed);
    expect(dkim.map(({ result, selector }) => `${result} ${selector ?? ""}`)).toEqual([
      "pass inlet-2026a-r",
      "pass inlet-2026a-e",
    ]);
    expect(dmarc.result).toBe("pass");
    expect((await check(signed.replace("Hello Ana", "Hello Eva"))).dkim.every(({ result }) => result !== "pass")).toBe(true);
  });

  it.skipIf(spawnSync("/usr/bin/python3", ["-c", "import dkim"]).status !== 0)("is right for python3-dkim as well", async () => {
    const id = await verified("python.example");
    const signed = await signedBy(id, "From: help@python.example\r\nTo: ana@example.org\r\nSubject: Hello\r\n\r\nHello Ana\r\n");
    const directory = mkdtempSync(join(tmpdir(), "inlet-dkim-"));
    const records = (await domain(id)).findings.filter(({ use }) => use === "dkim").map(({ name, value }) => [`${name}.`, value]);
    writeFileSync(join(directory, "mail"), signed);
    writeFileSync(join(directory, "records.json"), JSON.stringify(Object.fromEntries(records)));
    const program = [
      "import dkim, json, sys",
      "records = json.load(open(sys.argv[1] + '/records.json'))",
      "d = dkim.DKIM(open(sys.argv[1] + '/mail', 'rb').read())",
      "print([d.verify(idx=i, dnsfunc=lambda n, timeout=5: records[n.decode()].encode()) for i in (0, 1)])",
    ].join("\n");
    expect(execFileSync("/usr/bin/python3", ["-c", program, directory]).toString().trim()).toBe("[True, True]");
    rmSync(directory, { recursive: true });
  });
});

async function signedBy(id: string, message: string): Promise<string> {
  const keys = await inMine((tx) => activeKeysOf(tx, id, tools.envelope));
  expect(keys.map(({ domain: name, algorithm }) => `${name} ${algorithm}`)).toHaveLength(2);
  const options = {
    canonicalization: "relaxed/relaxed",
    signatureData: keys.map((key) => ({
      signingDomain: key.domain,
      selector: key.selector,
      privateKey: key.privateKey.reveal(),
      algorithm: key.algorithm,
    })),
  };
  const { signatures } = await dkimSign(Buffer.from(message), options as unknown as Parameters<typeof dkimSign>[1]);
  return signatures + message;
}

describe("rotation", () => {
  it("signs with the old keys until the new ones are found, and keeps the old records for a week", async () => {
    const id = await verified("rotated.example");
    await rotateKeys(database.db, act(later(1)), { id, tools });
    expect(await statesOf(id)).toEqual({
      "inlet-2026a-r": "active",
      "inlet-2026a-e": "active",
      "inlet-2026b-r": "new",
      "inlet-2026b-e": "new",
    });
    expect((await domain(id)).state).toBe("verified");
    await expect(rotateKeys(database.db, act(later(1)), { id, tools })).rejects.toMatchObject({ code: "rotation-under-way" });

    tools.publish(zoneOf(await domain(id), ["inlet-2026a-r", "inlet-2026a-e", "inlet-2026b-r"]));
    await checkSendingDomain(database.db, act(later(2)), { id, tools });
    expect(await statesOf(id)).toEqual({
      "inlet-2026a-r": "retiring",
      "inlet-2026a-e": "active",
      "inlet-2026b-r": "active",
      "inlet-2026b-e": "new",
    });
    expect((await inMine((tx) => activeKeysOf(tx, id, tools.envelope))).map(({ selector }) => selector)).toEqual([
      "inlet-2026b-r",
      "inlet-2026a-e",
    ]);

    await checkSendingDomain(database.db, act(later(8.9)), { id, tools });
    expect((await statesOf(id))["inlet-2026a-r"]).toBe("retiring");
    expect((await domain(id)).findings.map(({ selector }) => selector)).toContain("inlet-2026a-r");
    await checkSendingDomain(database.db, act(later(9.1)), { id, tools });
    expect((await statesOf(id))["inlet-2026a-r"]).toBe("retired");
    expect((await domain(id)).findings.map(({ selector }) => selector)).not.toContain("inlet-2026a-r");
    const sealed = await inMine((tx) =>
      tx
        .selectFrom("dkimKeys")
        .select("privateKeySealed")
        .where("selector", "=", "inlet-2026a-r")
        .where("domainId", "=", id)
        .executeTakeFirst(),
    );
    expect(sealed?.privateKeySealed).toBe("");
  });

  it("never gives a selector twice, and takes the letter after z", async () => {
    const id = await verified("letters.example");
    for (let turn = 0; turn < 27; turn += 1) {
      await rotateKeys(database.db, act(), { id, tools: { ...tools, makeKeys: cheapKeys } });
      await inMine((tx) =>
        tx.updateTable("dkimKeys").set({ state: "retired" }).where("domainId", "=", id).where("state", "=", "new").execute(),
      );
    }
    const selectors = (await keysOf(id)).map(({ selector }) => selector);
    expect(new Set(selectors).size).toBe(selectors.length);
    expect(selectors).toContain("inlet-2026z-r");
    expect(selectors).toContain("inlet-2026ab-e");
  });
});

const cheapKeys: TestSendingTools["makeKeys"] = async () =>
  (["rsa-sha256", "ed25519-sha256"] as const).map((algorithm) => ({ algorithm, publicKey: "AAAA", privateKey: "x" }));

describe("a verified domain", () => {
  it("breaks by an answer, is mended by one, and silence changes nothing; each turn is in the audit log", async () => {
    const id = await verified("turns.example");
    const zone = zoneOf(await domain(id));
    tools.publish(null);
    await checkSendingDomain(database.db, act(later(1)), { id, tools });
    expect((await domain(id)).state).toBe("verified");
    expect((await domain(id)).findings.every(({ state }) => state === "unknown")).toBe(true);
    tools.publish({});
    await checkSendingDomain(database.db, act(later(2)), { id, tools });
    expect(await domain(id)).toMatchObject({ state: "broken", verifiedAt: start });
    expect(await inMine((tx) => findSendersOf(tx, ["x@turns.example", "y@nowhere.example", "nothing"]))).toEqual([
      { id, name: "turns.example", state: "broken" },
    ]);
    tools.publish(zone);
    await checkSendingDomain(database.db, act(later(3)), { id, tools });
    expect(await domain(id)).toMatchObject({ state: "verified", verifiedAt: later(3) });
    expect(await auditOf(id)).toEqual(
      ["added", "verified", "broken", "verified"].map((word) => `sending-domain.${word} by command-line`),
    );
  });

  it("that is removed takes its keys along", async () => {
    const id = await verified("removed.example");
    await removeSendingDomain(database.db, act(), id);
    expect(await keysOf(id)).toEqual([]);
    expect(await inMine((tx) => activeKeysOf(tx, id, tools.envelope))).toEqual([]);
    await expect(removeSendingDomain(database.db, act(), id)).rejects.toMatchObject({ code: "not-found" });
    await expect(checkSendingDomain(database.db, act(), { id, tools })).rejects.toMatchObject({ code: "not-found" });
  });
});

it("a record that holds octets no text has is kept as what it is: wrong", async () => {
  const id = await added("octets.example");
  tools.publish({ "inlet-2026a-r._domainkey.octets.example": { TXT: ["v=DKIM1; p=\u0000\uD800"] } });
  await checkSendingDomain(database.db, act(), { id, tools });
  expect((await domain(id)).findings[0]).toMatchObject({ state: "wrong", code: "other-key", found: ["v=DKIM1; p=\uFFFD\uFFFD"] });
});

describe("the daily look", () => {
  it("takes verified domains after a day, others after an hour, in every workspace, and tells of one that breaks", async () => {
    const fresh = await testDatabase();
    const mine = testSendingTools();
    const other = await makeWorkspace(fresh, "Other");
    const by = (workspaceId: string, now: Date) => ({ workspaceId, actor: { kind: "command-line" } as const, now });
    const good = await addSendingDomain(fresh.db, by(fresh.workspaceId, start), { name: "good.example", tools: mine });
    const waiting = await addSendingDomain(fresh.db, by(other, start), { name: "waiting.example", tools: mine });
    const read = (id: string, workspaceId = fresh.workspaceId) =>
      inWorkspace(fresh.db, workspaceId, (tx) => findSendingDomain(tx, id)) as Promise<SendingDomainRow>;
    mine.publish(zoneOf(await read(good)));
    await checkSendingDomain(fresh.db, by(fresh.workspaceId, start), { id: good, tools: mine });

    const errors: unknown[] = [];
    const log = { ...silentLog, error: (fields: unknown) => void errors.push(fields) };
    const run = (hours: number) =>
      recheckDomains(fresh.db, mine, { log, now: new Date(start.getTime() + hours * 3_600_000), random: () => 0 });
    expect(await run(0.5)).toEqual({ checked: 0, verified: 0, broken: 0 });
    expect(await run(1)).toEqual({ checked: 1, verified: 0, broken: 0 });
    expect((await read(waiting, other)).checkedAt).toEqual(new Date(start.getTime() + 3_600_000));
    mine.publish({});
    expect(await run(26)).toEqual({ checked: 2, verified: 0, broken: 1 });
    expect((await read(good)).state).toBe("broken");
    expect(errors).toEqual([expect.objectContaining({ part: "sending", domain: "good.example" })]);
    const audit = await inWorkspace(fresh.db, fresh.workspaceId, (tx) =>
      tx.selectFrom("audit").select("actor").where("action", "=", "sending-domain.broken").execute(),
    );
    expect(audit).toEqual([{ actor: "schedule" }]);
    await fresh.close();
  });
});

it("the records of a domain never name one place twice with one type", () => {
  const setup = { domain: "mail.test", mailDomain: "mail.test", ourHosts: ["mail.test"], relayHost: null, keys: [] };
  expect(recordsOf(setup).map(({ use }) => use)).toEqual(["return-path", "dmarc", "mx"]);
});
