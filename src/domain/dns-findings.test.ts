// What DNS can say about a sending domain, and what we make of it: one row for each mistake that people make.
import { describe, expect, it } from "vitest";
import { type Resolver, type Zone, zoneResolver } from "#mail/resolver.ts";
import { surveyDns } from "#desk/dns-survey.ts";
import { alignmentOf, type Finding, findingsOf, stateAfter } from "./dns-findings.ts";
import { dkimValue, recordsOf, type SendingSetup } from "./sending-records.ts";

// 392 characters, as a 2048-bit RSA key has.
const rsa = `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${"k7Qp2".repeat(69)}IDAQAB`.slice(0, 392);
const setup: SendingSetup = {
  domain: "example.com",
  mailDomain: "in.example.com",
  ourHosts: ["desk.example.com", "in.example.com"],
  relayHost: "smtp.postmarkapp.com",
  keys: [
    { selector: "s1-r", algorithm: "rsa-sha256", publicKey: rsa, state: "new" },
    { selector: "s1-e", algorithm: "ed25519-sha256", publicKey: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", state: "new" },
  ],
};
const key = setup.keys[0]!;
const right = dkimValue(key);
const at = "s1-r._domainkey.example.com";

/** All records as they are shown, and what else they need. */
function published(of: SendingSetup = setup): Record<string, Zone[string]> {
  const zone: Record<string, Zone[string]> = {
    "desk.example.com": { A: ["203.0.113.10"] },
    "in.example.com": { A: ["203.0.113.10"] },
    "spf.mtasv.net": { TXT: ["v=spf1 ip4:50.31.156.96/27 ~all"] },
  };
  for (const { type, name, value } of recordsOf(of)) {
    const [priority, exchange] = value.split(" ");
    zone[name] = {
      ...zone[name],
      ...(type === "TXT"
        ? { TXT: [value.match(/.{1,255}/g)!] as string[][] }
        : { MX: [{ exchange: exchange!, priority: Number(priority) }] }),
    };
  }
  return zone;
}

async function survey(zone: Zone | Resolver, of: SendingSetup = setup): Promise<readonly Finding[]> {
  return findingsOf(of, await surveyDns(of, typeof zone === "function" ? zone : zoneResolver(zone))).findings;
}

const about = (findings: readonly Finding[], use: Finding["use"], name?: string) => {
  const found = findings.find((one) => one.use === use && (name === undefined || one.name === name));
  if (found === undefined) throw new Error(`no finding about ${use}`);
  return found;
};

const dead: Resolver = () => Promise.reject(Object.assign(new Error("x"), { code: "ESERVFAIL" }));

describe("a domain whose records are published as they are shown", () => {
  it("is verified, with nothing left to do", async () => {
    const findings = await survey(published());
    expect(findings.map(({ use, state, code }) => ({ use, state, code }))).toEqual(
      ["dkim", "dkim", "return-path", "spf", "dmarc", "mx"].map((use) => ({ use, state: "ok", code: null })),
    );
    expect(alignmentOf(findings)).toEqual({ dkim: true, spf: false });
    expect(stateAfter("pending", findings)).toBe("verified");
  });

  it.each([
    ["a relay beside Inlet", { relayHost: "127.0.0.1" }],
    ["no relay yet", { relayHost: null }],
    ["a relay of one's own", { relayHost: "relay.example.net" }],
    ["the mail domain as sending domain", { domain: "in.example.com" }],
  ])("the same with %s", async (_what, change) => {
    const of = { ...setup, relayHost: null, ...change };
    const findings = await survey(published(of), of);
    expect(findings.filter(({ state }) => state !== "ok")).toEqual([]);
    // Postmark's return path is Postmark's: only without it the envelope sender counts for DMARC.
    expect(alignmentOf(findings)).toEqual({ dkim: true, spf: true });
    expect(new Set(findings.map(({ type, name }) => `${type} ${name}`)).size).toBe(findings.length);
  });

  it("shows a value over 255 octets whole and in strings", async () => {
    const { value, strings } = about(await survey({}), "dkim");
    expect(value).toBe(right);
    expect(strings?.every((text) => text.length <= 255)).toBe(true);
    expect(strings?.join("")).toBe(right);
  });
});

const dkim: [what: string, change: Zone, state: string, code: string | null][] = [
  ["nothing published", { [at]: {} }, "missing", "record-missing"],
  [
    "right, in strings with spaces",
    { [at]: { TXT: [["v=DKIM1; k=rsa; ", "p= ", rsa.slice(0, 200), ` ${rsa.slice(200)}`]] } },
    "ok",
    null,
  ],
  ["right, behind a CNAME", { [at]: { TXT: [right], CNAME: ["k.dns.example.net"] } }, "ok", null],
  ["marked as a test", { [at]: { TXT: [`${right}; t=y`] } }, "ok", "key-testing"],
  ["a CNAME of a former provider", { [at]: { CNAME: ["dkim.former.example"] } }, "shadowed", "cname-in-the-way"],
  [
    "a CNAME to somebody's key",
    { [at]: { CNAME: ["k.former.example"], TXT: ["v=DKIM1; p=AAAA"] } },
    "shadowed",
    "cname-in-the-way",
  ],
  [
    "a wildcard that answers",
    { [at]: { TXT: ["v=spf1 -all"] }, "inlet-no-such-name._domainkey.example.com": { TXT: ["v=spf1 -all"] } },
    "shadowed",
    "wildcard",
  ],
  ["another product's key", { [at]: { TXT: [`v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ`] } }, "wrong", "other-key"],
  ["a revoked key", { [at]: { TXT: ["v=DKIM1; p="] } }, "wrong", "key-revoked"],
  ["cut at 255", { [at]: { TXT: [right.slice(0, 255)] } }, "wrong", "key-truncated"],
  ["a string lost in the middle", { [at]: { TXT: [right.slice(0, 120) + right.slice(160)] } }, "wrong", "key-truncated"],
  ["quotation marks", { [at]: { TXT: [`"${right}"`] } }, "wrong", "pasted-quotes"],
  [
    "quotation marks between strings",
    { [at]: { TXT: [`"${right.slice(0, 250)}" "${right.slice(250)}"`] } },
    "wrong",
    "pasted-quotes",
  ],
  ["quotation marks of a word processor", { [at]: { TXT: [`\u201C${right}\u201D`] } }, "wrong", "pasted-quotes"],
  ["escaped semicolons", { [at]: { TXT: [right.replaceAll(";", "\\;")] } }, "wrong", "pasted-backslashes"],
  ["a line of a zone file", { [at]: { TXT: [`${at}. IN TXT "${right}"`] } }, "wrong", "pasted-line"],
  ["the key without its tags", { [at]: { TXT: [rsa] } }, "wrong", "no-key-tags"],
  ["tags in another order", { [at]: { TXT: [`k=rsa; p=${rsa}; v=DKIM1`] } }, "wrong", "no-key-tags"],
  ["another kind of key", { [at]: { TXT: [right.replace("k=rsa", "k=ed25519")] } }, "wrong", "key-type-wrong"],
  ["SHA-1 alone", { [at]: { TXT: [`${right}; h=sha1`] } }, "wrong", "key-not-for-mail"],
  ["a key for something else", { [at]: { TXT: [`${right}; s=tlsrpt`] } }, "wrong", "key-not-for-mail"],
  ["something else altogether", { [at]: { TXT: ["google-site-verification=x"] } }, "wrong", "not-a-key"],
  ["two records", { [at]: { TXT: [right, "v=DKIM1; p=AAAA"] } }, "wrong", "several-records"],
  ["the name doubled", { [at]: {}, [`${at}.example.com`]: { TXT: [right] } }, "wrong", "name-doubled"],
  ["_domainkey forgotten", { [at]: {}, "s1-r.example.com": { TXT: [right] } }, "wrong", "name-incomplete"],
];

describe("the DKIM record", () => {
  it.each(dkim)("%s: %#", async (_what, change, state, code) => {
    const zone = { ...published(), ...change };
    const findings = await survey(dropEmpty(zone));
    const finding = about(findings, "dkim", at);
    expect({ state: finding.state, code: finding.code }).toEqual({ state, code });
    expect(finding.advice.length).toBeGreaterThan(10);
    expect(stateAfter("pending", findings)).toBe(state === "ok" ? "verified" : "pending");
    expect(stateAfter("verified", findings)).toBe(state === "ok" ? "verified" : "broken");
  });

  it("in a zone above the domain, doubled by the panel, is found as well", async () => {
    const of = { ...setup, domain: "help.example.com" };
    const name = "s1-r._domainkey.help.example.com";
    const finding = about(await survey({ [`${name}.example.com`]: { TXT: [right] } }, of), "dkim", name);
    expect(finding.code).toBe("name-doubled");
    expect(finding.advice).toContain("as s1-r._domainkey.help,");
  });

  it("right for Ed25519 alone does not verify the domain: large receivers cannot read it", async () => {
    const findings = await survey(dropEmpty({ ...published(), [at]: {} }));
    expect(about(findings, "dkim", "s1-e._domainkey.example.com").state).toBe("ok");
    expect(stateAfter("pending", findings)).toBe("pending");
  });
});

const spf: [what: string, texts: string[], state: string, code: string | null, value: string | null][] = [
  ["none", [], "missing", "record-missing", "v=spf1 include:spf.mtasv.net ~all"],
  ["none among others", ["google-site-verification=x"], "missing", "record-missing", "v=spf1 include:spf.mtasv.net ~all"],
  ["the relay named", ["v=spf1 mx include:spf.mtasv.net -all"], "ok", null, "v=spf1 mx include:spf.mtasv.net -all"],
  ["the relay named in capitals", ["V=SPF1 Include:SPF.mtasv.net -all"], "ok", null, null],
  ["the relay named by an include", ["v=spf1 include:all.example.net -all"], "ok", null, null],
  ["the relay not named", ["v=spf1 mx -all"], "wrong", "spf-relay-missing", "v=spf1 mx include:spf.mtasv.net -all"],
  [
    "a redirect",
    ["v=spf1 redirect=other.example.net"],
    "wrong",
    "spf-relay-missing",
    "v=spf1 include:spf.mtasv.net redirect=other.example.net",
  ],
  [
    "two records",
    ["v=spf1 mx -all", "v=spf1 include:spf.mtasv.net ~all"],
    "wrong",
    "spf-two-records",
    "v=spf1 mx include:spf.mtasv.net ~all",
  ],
  [
    "two records without the relay",
    ["v=spf1 mx -all", "v=spf1 a -all"],
    "wrong",
    "spf-two-records",
    "v=spf1 mx a include:spf.mtasv.net -all",
  ],
  ["too many lookups", ["v=spf1 include:many.example.net include:spf.mtasv.net -all"], "wrong", "spf-too-many-lookups", null],
  ["an include of nothing", ["v=spf1 include:gone.example.net include:spf.mtasv.net -all"], "wrong", "spf-include-broken", null],
  ["an include of itself", ["v=spf1 include:loop.example.net include:spf.mtasv.net -all"], "ok", null, null],
  ["a word that is none", ["v=spf1 ipv4:192.0.2.1 include:spf.mtasv.net -all"], "wrong", "spf-syntax", null],
  ["a misspelt beginning", ["v=spf include:spf.mtasv.net -all"], "wrong", "spf-syntax", null],
  ["quotation marks", ['"v=spf1 include:spf.mtasv.net -all"'], "wrong", "pasted-quotes", null],
  ["terms behind all", ["v=spf1 -all include:spf.mtasv.net"], "wrong", "spf-after-all", null],
  ["everybody", ["v=spf1 include:spf.mtasv.net +all"], "wrong", "spf-everybody", null],
];

describe("the SPF record", () => {
  const others: Zone = {
    "all.example.net": { TXT: ["v=spf1 include:spf.mtasv.net ip4:192.0.2.0/24 -all"] },
    "other.example.net": { TXT: ["v=spf1 ip4:192.0.2.0/24 -all"] },
    "loop.example.net": { TXT: ["v=spf1 include:loop.example.net ~all"] },
    "many.example.net": { TXT: [`v=spf1 ${Array.from({ length: 10 }, (_, n) => `a:h${n}.example.net`).join(" ")} -all`] },
  };

  it.each(spf)("%s", async (_what, texts, state, code, value) => {
    const finding = about(
      await survey(dropEmpty({ ...published(), ...others, "example.com": texts.length === 0 ? {} : { TXT: texts } })),
      "spf",
    );
    expect({ state: finding.state, code: finding.code }).toEqual({ state, code });
    expect([finding.value, null]).toContain(value);
  });

  it("merged, is right when it is published", async () => {
    for (const [, texts, , code] of spf.filter(([, , , found]) => found === "spf-relay-missing" || found === "spf-two-records")) {
      const before = about(await survey({ ...published(), ...others, "example.com": { TXT: texts } }), "spf");
      const after = about(await survey({ ...published(), ...others, "example.com": { TXT: [before.value] } }), "spf");
      expect({ code, after: after.state }).toEqual({ code, after: "ok" });
    }
  });

  it("of a domain whose relay Inlet cannot place is right if it is one and works, and says what is not proved", async () => {
    const of = { ...setup, relayHost: "10.0.0.5" };
    const finding = about(
      await survey({ ...published(of), "example.com": { TXT: ["v=spf1 ip4:203.0.113.10 -all"] } }, of),
      "spf",
    );
    expect(finding).toMatchObject({ state: "ok", code: "spf-relay-unproved" });
    const nobody = about(await survey({ ...published(of), "example.com": { TXT: ["v=spf1 -all"] } }, of), "spf");
    expect(nobody).toMatchObject({ state: "wrong", code: "spf-relay-missing", value: "v=spf1 mx:in.example.com -all" });
  });
});

const dmarc: [what: string, texts: string[], state: string, code: string | null][] = [
  ["none", [], "missing", "record-missing"],
  ["one that is kept", ["v=DMARC1; p=reject; rua=mailto:d@example.com"], "ok", null],
  ["strict for SPF", ["v=DMARC1; p=reject; aspf=s; adkim=s"], "ok", "dmarc-strict"],
  ["two", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "wrong", "dmarc-several"],
  ["a policy that is none", ["v=DMARC1; p=block"], "wrong", "dmarc-invalid"],
  ["no policy", ["v=DMARC1;"], "wrong", "dmarc-invalid"],
  ["small letters", ["v=dmarc1; p=none"], "wrong", "dmarc-invalid"],
  ["escaped semicolons", ["v=DMARC1\\; p=none"], "wrong", "pasted-backslashes"],
  ["quotation marks", ['"v=DMARC1; p=none"'], "wrong", "pasted-quotes"],
];

describe("the DMARC record", () => {
  const ownPath = { ...setup, relayHost: null };

  it.each(dmarc)("%s", async (_what, texts, state, code) => {
    const findings = await survey(
      dropEmpty({ ...published(ownPath), "_dmarc.example.com": texts.length === 0 ? {} : { TXT: texts } }),
      ownPath,
    );
    const finding = about(findings, "dmarc");
    expect({ state: finding.state, code: finding.code }).toEqual({ state, code });
    const asShown = "v=DMARC1; p=none; rua=mailto:postmaster@example.com";
    expect(finding.value).toBe(state === "ok" ? texts[0] : asShown);
    const isRead = texts.some((text) => text.startsWith("v=DMARC1;"));
    expect(alignmentOf(findings).spf).toBe(isRead && code !== "dmarc-strict");
  });

  it("of the domain above counts as well", async () => {
    const of = { ...ownPath, domain: "help.example.com", mailDomain: "in.example.com" };
    const zone = dropEmpty({
      ...published(of),
      "_dmarc.help.example.com": {},
      "_dmarc.example.com": { TXT: ["v=DMARC1; p=reject"] },
    });
    const findings = await survey(zone, of);
    expect(about(findings, "dmarc")).toMatchObject({ state: "ok", code: "dmarc-inherited" });
    expect(alignmentOf(findings)).toEqual({ dkim: true, spf: true });
  });

  it("is not called missing while the domain above does not answer", async () => {
    const of = { ...ownPath, domain: "help.example.com" };
    const zone = zoneResolver(dropEmpty({ ...published(of), "_dmarc.help.example.com": {} }));
    const findings = await survey((name, type) => (name === "_dmarc.example.com" ? dead(name, type) : zone(name, type)), of);
    expect(about(findings, "dmarc")).toMatchObject({ state: "unknown", code: "dns-trouble" });
  });

  it("a wildcard in its place is no policy", async () => {
    const zone = {
      ...published(),
      "_dmarc.example.com": { TXT: ["v=spf1 -all"] },
      "inlet-no-such-name.example.com": { TXT: ["v=spf1 -all"] },
    };
    expect(about(await survey(zone), "dmarc")).toMatchObject({ state: "shadowed", code: "wildcard" });
  });
});

const mx: [what: string, exchanges: string[], more: Zone, state: string, code: string | null][] = [
  ["none", [], {}, "missing", "record-missing"],
  ["none, and an alias", [], { "in.example.com": { CNAME: ["desk.example.com"] } }, "shadowed", "cname-in-the-way"],
  ["ours", ["desk.example.com"], {}, "ok", null],
  ["ours with a dot at the end", ["desk.example.com."], {}, "ok", null],
  ["another name of this machine", ["mx.example.com"], { "mx.example.com": { A: ["203.0.113.10"] } }, "ok", null],
  ["Google", ["aspmx.l.google.com"], {}, "wrong", "mx-elsewhere"],
  ["another machine", ["mx.other.example"], { "mx.other.example": { A: ["198.51.100.7"] } }, "wrong", "mx-elsewhere"],
  ["a machine without address", ["mx.other.example"], {}, "wrong", "mx-without-address"],
  ["the zone's name added", ["desk.example.com.in.example.com"], {}, "wrong", "mx-name-doubled"],
  ["an address", ["203.0.113.10"], {}, "wrong", "mx-is-an-address"],
  ["no mail at all", [""], {}, "wrong", "mx-elsewhere"],
];

describe("the MX record", () => {
  it.each(mx)("%s", async (_what, exchanges, more, state, code) => {
    const own: Zone[string] = {
      A: ["203.0.113.10"],
      ...(exchanges.length === 0 ? {} : { MX: exchanges.map((exchange) => ({ exchange, priority: 10 })) }),
    };
    const finding = about(await survey({ ...published(), "in.example.com": own, ...more }), "mx");
    expect({ state: finding.state, code: finding.code }).toEqual({ state, code });
  });

  it("that leads to a host without an address brings nothing back", async () => {
    const zone = {
      ...published(),
      "desk.example.com": {},
      "in.example.com": { MX: [{ exchange: "in.example.com", priority: 10 }] },
    };
    expect(about(await survey(dropEmpty(zone)), "mx")).toMatchObject({ state: "wrong", code: "mx-without-address" });
  });
});

describe("DNS trouble", () => {
  it("is never called missing, and breaks nothing", async () => {
    const findings = await survey(dead);
    expect(new Set(findings.map(({ state }) => state))).toEqual(new Set(["unknown"]));
    expect(stateAfter("verified", findings)).toBe("verified");
    expect(stateAfter("pending", findings)).toBe("pending");
    expect(stateAfter("broken", findings)).toBe("broken");
  });

  it("with one name says nothing about the others", async () => {
    const zone = zoneResolver(published());
    const findings = await survey((name, type) => (name === at ? dead(name, type) : zone(name, type)));
    expect(about(findings, "dkim", at)).toMatchObject({ state: "unknown", code: "dns-trouble" });
    expect(about(findings, "dmarc").state).toBe("ok");
    expect(stateAfter("verified", findings)).toBe("verified");
  });

  it("an SPF record that includes without end ends the check all the same", async () => {
    let asked = 0;
    const endless: Resolver = async (name, type) => {
      asked += 1;
      return type === "TXT" ? [[`v=spf1 include:a${asked}.${name.slice(-40)} include:b${asked}.${name.slice(-40)} ~all`]] : [];
    };
    const findings = await survey(endless);
    expect(about(findings, "spf").state).not.toBe("ok");
    expect(asked).toBeLessThan(200);
  });
});

function dropEmpty(zone: Record<string, Zone[string]>): Zone {
  return Object.fromEntries(Object.entries(zone).filter(([, records]) => Object.keys(records).length > 0));
}
