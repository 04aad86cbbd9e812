// Printed dates: what can be one instant alone is read, all else is left as words.
import { describe, expect, it } from "vitest";
import { readForwardDate } from "./date.ts";

const receivedAt = new Date("2026-11-20T00:00:00Z");

describe("a printed date", () => {
  it.each([
    ["Wed, 3 Nov 2021 15:51:30 +0100", "2021-11-03T14:51:30Z"],
    ["25 October 2021 at 11:17:21 EEST", "2021-10-25T08:17:21Z"],
    ["27. Oktober 2021 um 09:31:00 MESZ", "2021-10-27T07:31:00Z"],
    ["lundi 19 septembre 2022 à 15:20:05 +0200", "2022-09-19T13:20:05Z"],
    ["26 октября 2021 г. в 14:25:08 GMT+3", "2021-10-26T11:25:08Z"],
    ["2021. október 26. 14:25:08 EEST", "2021-10-26T11:25:08Z"],
    ["poniedziałek, 19 września 2022, 17:55:44 -0400", "2022-09-19T21:55:44Z"],
    ["2022年9月19日月曜日 17:55:44 -0400", "2022-09-19T21:55:44Z"],
    ["Tuesday, November 2, 2021, 09:26:50 PM GMT+1", "2021-11-02T20:26:50Z"],
    ["27/10/2021  09:31  (GMT+01:00)", "2021-10-27T08:31:00Z"],
    ["02/10/2023 4:52 PM EST", "2023-02-10T21:52:00Z"],
    ["tiistaina 2. marraskuuta 2021 klo 09.26.50 UTC+1", "2021-11-02T08:26:50Z"],
    ["26 Ekim 2021 14:25:08 GMT+3", "2021-10-26T11:25:08Z"],
    ["2021-10-27 09:31 +0530", "2021-10-27T04:01:00Z"],
  ])("%s", (text, instant) => {
    expect(readForwardDate(text, receivedAt)).toEqual(new Date(instant));
  });

  it.each([
    ["has no zone", "Wednesday, October 27, 2021 15:14"],
    ["could have day and month exchanged", "02/10/2023 16:52 CET"],
    ["has a month that two languages disagree about", "1 lip 2021 10:00 CET"],
    ["has a zone of two meanings", "27 October 2021 10:00 IST"],
    ["never was", "31 February 2021 10:00 CET"],
    ["is yet to come", "27 October 2031 10:00 CET"],
    ["has a half of the day in words that we do not tell apart", "2021年10月27日 上午9:31 CST"],
    ["is no date", "tomorrow"],
  ])("is left as words where it %s", (_case, text) => {
    expect(readForwardDate(text, receivedAt)).toBeNull();
  });
});
