// Open and closed, over midnight, over holidays, and over the nights on which the clocks change.
import { describe, expect, test } from "vitest";
import { type BusinessHours, isOpenAt, isTimeZone, isWallClock, nextOpening } from "./business-hours.ts";

const office: BusinessHours = {
  timeZone: "Europe/Berlin",
  days: ["mon", "tue", "wed", "thu", "fri"],
  from: "09:00",
  to: "17:00",
  closedOn: ["2026-12-25"],
};

describe("an office in Berlin, Monday to Friday, nine to five", () => {
  test.each([
    ["2026-11-20T07:59:00Z", false, "a minute before nine"],
    ["2026-11-20T08:00:00Z", true, "at nine"],
    ["2026-11-20T15:59:59Z", true, "in the last minute"],
    ["2026-11-20T16:00:00Z", false, "at five"],
    ["2026-11-21T10:00:00Z", false, "on a Saturday"],
    ["2026-12-25T10:00:00Z", false, "on a day that it is closed"],
    ["2026-07-01T07:00:00Z", true, "at nine in summer"],
  ])("%s: %s (%s)", (at, open) => {
    expect(isOpenAt(office, new Date(at))).toBe(open);
  });

  test.each([
    ["2026-11-20T06:00:00Z", "2026-11-20T08:00:00.000Z", "the same morning"],
    ["2026-11-20T18:00:00Z", "2026-11-23T08:00:00.000Z", "after the weekend"],
    ["2026-12-24T18:00:00Z", "2026-12-28T08:00:00.000Z", "after the holiday and the weekend"],
    ["2026-03-28T12:00:00Z", "2026-03-30T07:00:00.000Z", "after the night on which summer time begins"],
    ["2026-10-24T12:00:00Z", "2026-10-26T08:00:00.000Z", "after the night on which it ends"],
  ])("after %s it opens at %s: %s", (at, opens) => {
    expect(nextOpening(office, new Date(at))?.toISOString()).toBe(opens);
  });
});

test("a night shift belongs to the day on which it begins", () => {
  const night: BusinessHours = { ...office, timeZone: "UTC", days: ["fri"], from: "22:00", to: "06:00", closedOn: [] };
  expect(isOpenAt(night, new Date("2026-11-20T23:00:00Z"))).toBe(true);
  expect(isOpenAt(night, new Date("2026-11-21T05:59:00Z"))).toBe(true);
  expect(isOpenAt(night, new Date("2026-11-21T06:00:00Z"))).toBe(false);
  expect(isOpenAt(night, new Date("2026-11-20T05:00:00Z"))).toBe(false);
});

test("from and to alike: around the clock", () => {
  const always: BusinessHours = { ...office, timeZone: "Asia/Kathmandu", from: "00:00", to: "00:00", closedOn: [] };
  expect(isOpenAt(always, new Date("2026-11-19T18:14:00Z"))).toBe(true);
  expect(isOpenAt(always, new Date("2026-11-20T18:14:00Z"))).toBe(true);
  // Friday's midnight in Kathmandu, at +05:45.
  expect(isOpenAt(always, new Date("2026-11-20T18:16:00Z"))).toBe(false);
});

test("a desk that never opens says so", () => {
  expect(nextOpening({ ...office, days: [] }, new Date("2026-11-20T06:00:00Z"))).toBeNull();
});

test("zones and times are known by their form", () => {
  expect([isTimeZone("Europe/Madrid"), isTimeZone("Mars/Olympus"), isTimeZone("")]).toEqual([true, false, false]);
  expect([isWallClock("09:30"), isWallClock("24:00"), isWallClock("9:30")]).toEqual([true, false, false]);
});
