// Senders that groups, lists, relays and forms rewrote: who is named, by whom, and what names nobody.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Envelope } from "#domain/delivery.ts";
import { parseAddressList, parseFrom } from "./address.ts";
import { readClaimedAuthors } from "./claimed-authors.ts";
import { splitVia } from "./claim-words.ts";
import { allValues } from "./header-fields.ts";
import { originalOf } from "./rewritten-address.ts";

function claims(headers: readonly string[], envelope: Envelope | null = null) {
  const fields = headers.map((header) => {
    const colon = header.indexOf(":");
    return { name: header.slice(0, colon).toLowerCase(), value: header.slice(colon + 1).trim() };
  });
  const list = (name: string) => parseAddressList(allValues(fields, name)).addresses;
  const author = parseFrom(allValues(fields, "from"));
  const from = "address" in author ? author.address : null;
  const input = { fields, envelope, from, sender: null, replyTo: list("reply-to"), to: list("to"), cc: list("cc") };
  return readClaimedAuthors(input).map(
    ({ author: named, by, forwarder, evidence }) => `${named.name} <${named.address}> ${by} ${forwarder} ${evidence}`,
  );
}

const cases: readonly [string, readonly string[], readonly string[]][] = [
  ["an ordinary mail", ["From: Ann <ann@customer.example>", "To: support@desk.example"], []],
  [
    "a Google group that rewrote From",
    [
      "From: \"'Ann Berg' via Support\" <support@desk.example>",
      "To: support@desk.example",
      "Reply-To: Ann Berg <ann@customer.example>",
      "X-Original-Sender: ann@customer.example",
      "X-Original-From: Ann Berg <ann@customer.example>",
      "X-Google-Group-Id: 1234",
      "List-ID: <support.desk.example>",
    ],
    ["Ann Berg <ann@customer.example> group desk.example x-original-from"],
  ],
  [
    "a Google group that answers to itself",
    [
      "From: 'Ann' via Support <support@desk.example>",
      "To: support@desk.example",
      "Reply-To: support@desk.example",
      "X-Original-Sender: ann@customer.example",
      "Mailing-list: list support@desk.example; contact support+owners@desk.example",
    ],
    ["Ann <ann@customer.example> group desk.example x-original-sender"],
  ],
  [
    "a Google group that left From alone",
    [
      "From: Ann <ann@customer.example>",
      "To: support@desk.example",
      "X-Original-Sender: bounce-77@mailer.example",
      "X-Google-Group-Id: 1234",
    ],
    [],
  ],
  [
    "Mailman with answers to the author",
    [
      "From: Ann Berg via Users <users@lists.example>",
      "To: users@lists.example",
      "Reply-To: Ann Berg <ann@customer.example>",
      "List-Id: <users.lists.example>",
      "X-BeenThere: users@lists.example",
    ],
    ["Ann Berg <ann@customer.example> mailing-list lists.example reply-to"],
  ],
  [
    "Mailman with answers to the list",
    [
      "From: Ann Berg via Users <users@lists.example>",
      "To: users@lists.example",
      "Reply-To: users@lists.example",
      "Cc: Ben <ben@other.example>, Ann Berg <ann@customer.example>",
      "List-Post: <mailto:users@lists.example>",
    ],
    ["Ann Berg <ann@customer.example> mailing-list lists.example cc"],
  ],
  [
    "Sympa",
    [
      'From: "Ann Berg (via users Mailing List)" <users@lists.example>',
      "To: users@lists.example",
      "X-Original-From: Ann Berg <ann@customer.example>",
      "List-Id: <users.lists.example>",
    ],
    ["Ann Berg <ann@customer.example> mailing-list lists.example x-original-from"],
  ],
  [
    "a list that keeps the author in its own address",
    ["From: Ann via groups.example <ann=customer.example@groups.example>", "List-Id: <users.groups.example>"],
    ["Ann <ann@customer.example> mailing-list groups.example from"],
  ],
  [
    "an address with =40 in it",
    ["From: Ann <ann=40customer.example@dmarc.lists.example>", "To: x@lists.example"],
    ["Ann <ann@customer.example> mailing-list dmarc.lists.example from"],
  ],
  [
    "a contact form",
    ["From: WordPress <wordpress@shop.example>", "To: support@desk.example", "Reply-To: Ann <ann@customer.example>"],
    ["Ann <ann@customer.example> contact-form shop.example reply-to"],
  ],
  [
    "a form service",
    ["From: Forms <no-reply@forms.example>", "To: support@desk.example", "Reply-To: ann@customer.example"],
    [" <ann@customer.example> contact-form forms.example reply-to"],
  ],
  [
    "a newsletter that is answered in its own house",
    ["From: Shop <noreply@shop.example>", "Reply-To: service@shop.example"],
    [" <service@shop.example> forwarder shop.example reply-to"],
  ],
  ["a robot that answers to a robot", ["From: Shop <noreply@shop.example>", "Reply-To: do-not-reply@shop.example"], []],
  [
    "a service on somebody's behalf",
    ["From: Signer on behalf of Ann Berg <mail@signer.example>", "Reply-To: ann@customer.example"],
    ["Ann Berg <ann@customer.example> on-behalf-of signer.example reply-to"],
  ],
  [
    "two original senders",
    ["From: a via b <list@lists.example>", "X-Original-From: ann@customer.example", "X-Original-From: eve@evil.example"],
    [],
  ],
  ["a From that names nobody", ["From: a@x.example, b@y.example", "X-Original-From: ann@customer.example"], []],
];

describe("the authors that a mail names", () => {
  it.each(cases)("%s", (_, headers, found) => {
    expect(claims(headers)).toEqual(found);
  });

  it("an envelope sender that a server rewrote", () => {
    const envelope = {
      mailFrom: "SRS0=aB3d=Q7=customer.example=ann@relay.example",
      rcptTo: [],
      remoteAddress: null,
      helo: null,
      tls: false,
    };
    expect(claims(["From: Relay <post@relay.example>"], envelope)).toEqual([
      " <ann@customer.example> srs relay.example envelope",
    ]);
    expect(claims(["From: Ann <ann@customer.example>"], envelope)).toEqual([]);
  });
});

describe("an address inside another", () => {
  it.each([
    ["SRS0=HHH=TT=customer.example=ann@relay.example", "ann@customer.example"],
    ["srs0+hhh=tt=customer.example=ann@relay.example", "ann@customer.example"],
    ["SRS1=HHH=first.example==HHH=TT=customer.example=ann@relay.example", "ann@customer.example"],
    ["support+SRS=5LsZQ=GL=customer.example=ann@desk.example", "ann@customer.example"],
    ["ann=customer.example@lists.example", "ann@customer.example"],
    ["ann=40customer.example@lists.example", "ann@customer.example"],
    ["SRS0=HHH@relay.example", null],
    ["a=b@relay.example", null],
    ["ann_at_customer.example@relay.example", null],
    ["=customer.example@relay.example", null],
    ["ann@customer.example", null],
  ])("%s", (address, original) => {
    expect(originalOf(address)?.address ?? null).toBe(original);
  });
});

describe("a name of two", () => {
  it.each([
    ["Ann Berg via Support", "Ann Berg"],
    ["'Ann Berg' via Support", "Ann Berg"],
    ["Ann (via Support)", "Ann"],
    ["Ann - via Support", "Ann"],
    ["Ann über Support", "Ann"],
    ["Support im Auftrag von Ann", "Ann"],
    ["Support on behalf of Ann", "Ann"],
    ["Via Roma 12", null],
    ["Olivia Berg", null],
    ["", null],
  ])("%s", (name, author) => {
    expect(splitVia(name)).toBe(author);
  });
});

it("reads any headers without a throw, and never names the From field itself", () => {
  const token = fc.constantFrom(
    "ann",
    "@",
    "customer.example",
    " via ",
    "=",
    "SRS0=",
    "<",
    ">",
    ",",
    "+SRS=",
    '"',
    "(",
    ")",
    "=?utf-8?q?a?=",
  );
  const value = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(""));
  const names = ["reply-to", "x-original-from", "x-original-sender", "list-id", "return-path", "author", "mailing-list"];
  const fields = fc.array(fc.record({ name: fc.constantFrom(...names), value }), { maxLength: 6 });
  const from = { name: "Ann via Help", address: "help@desk.example" };
  fc.assert(
    fc.property(fields, (list) => {
      const found = readClaimedAuthors({ fields: list, envelope: null, from, sender: null, replyTo: [], to: [], cc: [] });
      for (const { author } of found) expect(author.address).toMatch(/^[^@]+@[^@]+$/);
      expect(found.some(({ author }) => author.address === from.address)).toBe(false);
    }),
  );
});
