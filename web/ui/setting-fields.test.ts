// A source's settings become a form and come back as they were, changed only where somebody changed them.
import { expect, it } from "vitest";
import { changesOf, fieldsOf, settingOf, textOf, valueAt } from "./setting-fields.ts";

const settings = {
  provider: "gmail",
  publicAddresses: ["support@example.com"],
  authenticate: true,
  ignoreSenders: [],
  attachments: { mode: "save", maxSize: 26_214_400, allowedTypes: null, quotaBytes: null },
  colourOfTheDoor: "green",
};
const texts = Object.fromEntries(fieldsOf(settings).map((field) => [field.path, textOf(field, valueAt(settings, field.path))]));

it("every setting has a field, an unknown one too", () => {
  expect(
    fieldsOf(settings)
      .map((field) => field.path)
      .sort(),
  ).toEqual([
    "attachments.allowedTypes",
    "attachments.maxSize",
    "attachments.mode",
    "attachments.quotaBytes",
    "authenticate",
    "colourOfTheDoor",
    "ignoreSenders",
    "provider",
    "publicAddresses",
  ]);
  expect(fieldsOf(settings).at(-1)?.label).toBe("Colour of the door");
});

it("nothing changed means nothing to send", () => {
  expect(changesOf(settings, texts)).toEqual({});
});

it("a changed list is sent as a list, and lines without text are no entries", () => {
  expect(changesOf(settings, { ...texts, ignoreSenders: "@spam.example\n\n robot@x.example " })).toEqual({
    ignoreSenders: ["@spam.example", "robot@x.example"],
  });
});

it("a change in a group sends the whole group", () => {
  expect(changesOf(settings, { ...texts, "attachments.maxSize": "10", "attachments.quotaBytes": "" })).toEqual({
    attachments: { ...settings.attachments, maxSize: 10_485_760 },
  });
});

it("an emptied limit is no limit, an emptied list of kinds is all kinds", () => {
  const field = (path: string) => fieldsOf(settings).find((one) => one.path === path)!;
  expect(settingOf(field("attachments.quotaBytes"), "", 5)).toBeNull();
  expect(settingOf(field("attachments.allowedTypes"), "", ["image/*"])).toBeNull();
  expect(settingOf(field("publicAddresses"), "", ["a@b.example"])).toEqual([]);
});
