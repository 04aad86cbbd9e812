// Alarms say what is wrong, what follows and what to do; they come in the order in which to look at them, and end with their cause.
import { describe, expect, test } from "vitest";
import { alarmsOf, type AlarmState, sameAlarms } from "./alarms.ts";

const now = new Date("2026-11-20T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const quiet: AlarmState = { now, brokenDomains: [], heldMail: [], spentSources: [] };
const held = { relay: "smtp.example.net:587", domainId: null, copies: 12, reply: "connect ECONNREFUSED", since: ago(30) };
const broken = { id: "d1", name: "example.com", problems: ["k._domainkey.example.com"], since: ago(60) };
const spent = { id: "s1", name: "Support", mostPerHour: 500, since: ago(90) };

test("where all is well there is none", () => {
  expect(alarmsOf(quiet)).toEqual([]);
});

test("errors come before warnings, and among them the oldest first", () => {
  const alarms = alarmsOf({ ...quiet, brokenDomains: [broken], heldMail: [held], spentSources: [spent] });
  expect(alarms.map(({ code, severity, since }) => [code, severity, since])).toEqual([
    ["sending-domain-broken", "error", ago(60)],
    ["relay-in-trouble", "error", ago(30)],
    ["acknowledgements-spent", "warning", ago(90)],
  ]);
});

describe("mail that waits", () => {
  test("for a relay that is not there is told at once", () => {
    const [alarm] = alarmsOf({ ...quiet, heldMail: [{ ...held, relay: null, copies: 1, since: now }] });
    expect(alarm).toMatchObject({ code: "answers-without-relay", subject: { kind: "relay", id: null } });
    expect(alarm?.text).toBe("1 copy of a message waits: there is no relay to hand mail to, and nothing leaves.");
  });

  test.each([
    [4.9, 0],
    [5.1, 1],
  ])("for a relay in trouble since %d minutes raises %d alarms", (minutes, count) => {
    expect(alarmsOf({ ...quiet, heldMail: [{ ...held, since: ago(minutes) }] })).toHaveLength(count);
  });

  test("says how much waits, for which relay, in whose words", () => {
    const [alarm] = alarmsOf({ ...quiet, heldMail: [{ ...held, copies: 1_200, domainId: "d1" }] });
    expect(alarm?.subject).toEqual({ kind: "relay", id: "d1", name: "smtp.example.net:587" });
    expect(alarm?.text).toContain("1,200 copies of messages wait");
    expect(alarm?.text).toContain("connect ECONNREFUSED");
  });
});

test("a broken domain names its first wrong records", () => {
  const problems = ["one", "two", "three", "four"];
  expect(alarmsOf({ ...quiet, brokenDomains: [{ ...broken, problems }] })[0]?.text).toContain("(one, two, three, …)");
});

test("another number or word is no news; another cause, place or end is", () => {
  const before = alarmsOf({ ...quiet, heldMail: [held] });
  expect(sameAlarms(before, alarmsOf({ ...quiet, heldMail: [{ ...held, copies: 13, reply: "timeout" }] }))).toBe(true);
  expect(sameAlarms(before, [])).toBe(false);
  expect(sameAlarms([], before)).toBe(false);
  expect(sameAlarms(before, alarmsOf({ ...quiet, heldMail: [{ ...held, relay: "other:25" }] }))).toBe(false);
});
