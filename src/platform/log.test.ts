// Log lines tell what happened and no secret.
import { describe, expect, it } from "vitest";
import { createLog, type LogFields } from "./log.ts";

function say(fields: LogFields, options: { readable: boolean; colour?: boolean } = { readable: false }): string {
  const lines: string[] = [];
  createLog({ level: "info", write: (line) => lines.push(line), ...options }).info(fields, "something happened");
  return lines.join("");
}

describe("a log line", () => {
  it("is one JSON object with the level and the text as words", () => {
    const line = say({ part: "smtp", deliveryId: "d1" });
    expect(line.endsWith("\n")).toBe(true);
    expect(JSON.parse(line)).toMatchObject({ level: "info", part: "smtp", deliveryId: "d1", text: "something happened" });
    expect(new Date((JSON.parse(line) as { time: string }).time).getFullYear()).toBeGreaterThan(2020);
  });

  it("hides what is named like a secret", () => {
    const line = say({
      password: "canary",
      token: "canary",
      request: { authorization: "canary", cookie: "canary" },
      connectionString: "canary",
    });
    expect(line).not.toContain("canary");
    expect(line).toContain("[secret]");
  });

  it("tells an error with its cause, and nothing of the row that a database error carries", () => {
    const cause = Object.assign(new Error("duplicate key"), {
      code: "23505",
      constraint: "one_ticket_per_number",
      detail: "Key (address)=(canary) exists",
    });
    const line = say({ error: new Error("not stored", { cause }) });
    expect(line).not.toContain("canary");
    expect(JSON.parse(line)).toMatchObject({
      error: { message: "not stored", cause: { code: "23505", constraint: "one_ticket_per_number" } },
    });
  });

  it("keeps the code of an error, which is what people look for", () => {
    const line = say({ code: "disk-full", error: Object.assign(new Error("no room"), { code: "ENOSPC" }) });
    expect(JSON.parse(line)).toMatchObject({ code: "disk-full", error: { code: "ENOSPC" } });
  });

  it("is readable on a terminal: time, level, part, text, fields, and the error below", () => {
    const text = say({ part: "intake", deliveries: 3, error: new Error("broken") }, { readable: true, colour: false });
    expect(text).toMatch(/^\d\d:\d\d:\d\d info {2}intake: something happened deliveries=3\n {2}Error: broken\n/);
    expect(say({}, { readable: true, colour: true })).toContain("\u001b[");
  });

  it("carries its parent's fields", () => {
    const lines: string[] = [];
    const log = createLog({ level: "warn", readable: false, write: (line) => lines.push(line) }).child({ part: "http" });
    log.info({}, "quiet");
    log.warn({ requestId: "r1" }, "loud");
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ part: "http", requestId: "r1", level: "warn" }]);
  });
});
