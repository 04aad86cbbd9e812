// What an admin may write into a source's settings, and what the decision gets to see of it.
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { forwardingSettings, parseSettings, policyOf } from "./source-settings.ts";

test("a source that was never set up has sensible settings", () => {
  expect(parseSettings({})).toEqual({
    provider: "other",
    publicAddresses: [],
    authenticate: true,
    ignoreSenders: [],
    setAsideLists: false,
    trustedForwarders: [],
    signature: "",
    ticketTag: false,
    attachments: { mode: "save", maxSize: 26_214_400, allowedTypes: null, quotaBytes: null },
    acknowledgement: {
      enabled: false,
      language: "en",
      subject: "",
      text: "",
      textOutside: "",
      mostPerHour: 500,
      emptyReturnPath: true,
    },
    businessHours: {
      enabled: false,
      timeZone: "UTC",
      days: ["mon", "tue", "wed", "thu", "fri"],
      from: "09:00",
      to: "17:00",
      closedOn: [],
    },
  });
  expect(parseSettings(null)).toEqual(parseSettings({}));
});

test("part of the attachment settings may be missing", () => {
  expect(parseSettings({ attachments: { maxSize: 1_000 } }).attachments).toEqual({
    mode: "save",
    maxSize: 1_000,
    allowedTypes: null,
    quotaBytes: null,
  });
});

test("addresses and rules are kept in the form they are compared in", () => {
  const settings = parseSettings({
    publicAddresses: [" Support@Example.COM "],
    ignoreSenders: ["@Robots.example", "NoReply@x.example"],
    trustedForwarders: ["GoogleGroups.com", " Forms@Shop.example "],
  });
  expect(settings.trustedForwarders).toEqual(["googlegroups.com", "forms@shop.example"]);
  expect(settings.publicAddresses).toEqual(["support@example.com"]);
  expect(settings.ignoreSenders).toEqual(["@robots.example", "noreply@x.example"]);
});

test("the policy knows the generated address and the public ones as our own", () => {
  const settings = parseSettings({ publicAddresses: ["support@example.com"], authenticate: false, setAsideLists: true });
  expect(policyOf(settings, "Support-X7@in.example")).toEqual({
    authenticate: false,
    ownAddresses: ["support-x7@in.example", "support@example.com"],
    ignoreSenders: [],
    setAsideLists: true,
    trustedForwarders: [],
  });
});

describe("a wrong setting is refused with what to write instead", () => {
  test.each([
    [{ publicAddresses: ["support"] }, "Write one address"],
    [{ publicAddresses: ["a@x.example, b@x.example"] }, "Write one address"],
    [{ publicAddresses: ["Support <support@example.com>"] }, "Write one address"],
    [{ ignoreSenders: ["example.com"] }, "a domain with an @ in front"],
    [{ ignoreSenders: ["@"] }, "a domain with an @ in front"],
    [{ trustedForwarders: ["@example.com"] }, "Write a domain (googlegroups.com)"],
    [{ trustedForwarders: ["com"] }, "Write a domain (googlegroups.com)"],
    [{ attachments: { allowedTypes: ["pdf"] } }, "Write a type such as application/pdf"],
    [{ attachments: { maxSize: -1 } }, ""],
    [{ provider: "hotmail" }, ""],
    [{ acknowledgement: { text: "Dear {{requester.name}}" } }, "{{ticket.number}}, {{source.name}}, {{hours.opens}}"],
    [{ acknowledgement: { subject: "Got it: {{ ticket.subject | your mail }}" } }, "never sent back"],
    [{ acknowledgement: { subject: "Got\nit" } }, "one line"],
    [{ acknowledgement: { language: "tlh" } }, ""],
    [{ businessHours: { timeZone: "Mars/Olympus" } }, "Europe/Madrid"],
    [{ businessHours: { from: "9" } }, "09:00"],
    [{ businessHours: { days: ["Monday"] } }, "mon, tue"],
    [{ businessHours: { closedOn: ["Christmas"] } }, "2026-12-25"],
  ])("%j", (settings, hint) => {
    const parsed = forwardingSettings.safeParse(settings);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.message).toContain(hint);
  });
});

test("every setting is described well enough to label a form", () => {
  const { shape } = forwardingSettings;
  const groups = [shape.attachments, shape.acknowledgement, shape.businessHours].map((group) => group.def.innerType.shape);
  const described = [shape, ...groups].flatMap((fields) => Object.entries<z.ZodType>(fields));
  for (const [name, schema] of described) {
    expect([name, /^[A-Z].{20,}\.$/.test(schema.description ?? "")]).toEqual([name, true]);
  }
});
