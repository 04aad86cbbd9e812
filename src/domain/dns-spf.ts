// Whether an SPF record is one, works, and lets the relay send (RFC 7208).
import { aliased, explainAbsence, pasteFault } from "./dns-absence.ts";
import type { Ask } from "./dns-answers.ts";
import { type Verdict, troubleWith } from "./dns-verdict.ts";
import { relayHintOf, type RelayHint } from "./relay-providers.ts";
import type { SendingSetup, WantedRecord } from "./sending-records.ts";
import { isSpf, mergeSpf, readSpf, type SpfWalk, walkSpf } from "./spf.ts";

const mostLookups = 10;

export function checkSpf(record: WantedRecord, setup: SendingSetup, ask: Ask): Verdict {
  const answer = ask(record.name, "TXT");
  if (answer.state === "unknown") return troubleWith(record.name, answer);
  const values = answer.state === "found" ? answer.values : [];
  const found = values.filter(isSpf);
  const hint = relayHintOf(setup.relayHost, setup.mailDomain);
  const [first] = found;
  if (first === undefined) return explainNone(record, values, ask);
  if (found.length > 1) {
    return {
      state: "wrong",
      code: "spf-two-records",
      found,
      value: mergeSpf(found, hint.certain && !found.some((text) => names(text, hint)) ? hint.mechanism : null),
      advice: `${found.length} SPF records stand at ${record.name}, and then none counts (RFC 7208 section 4.5). Replace them by the one record shown here.`,
    };
  }
  const walk = walkSpf(record.name, first, ask);
  return faultOf(first, walk) ?? judgeRelay(record, { text: first, walk, hint });
}

function explainNone(record: WantedRecord, values: readonly string[], ask: Ask): Verdict {
  for (const text of values) {
    const fault = pasteFault(text);
    if (fault !== null && isSpf(fault.meant.trim()))
      return { state: "wrong", code: fault.code, found: [text], advice: fault.text };
    if (/^\s*"?v\s*=\s*spf/i.test(text)) {
      return {
        state: "wrong",
        code: "spf-syntax",
        found: [text],
        advice: "An SPF record begins with exactly v=spf1 and one space. Correct the beginning of the value.",
      };
    }
  }
  // At the top of a zone nothing else can be a CNAME; below it, it can.
  if (values.length > 0) return aliased(record.name, ask) ?? missing(record);
  return explainAbsence({ name: record.name, isOurs: isSpf }, ask, "the SPF record");
}

function missing({ name }: WantedRecord): Verdict {
  return {
    state: "missing",
    code: "record-missing",
    found: [],
    advice: `${name} has TXT records, but none is SPF. Publish the value shown here as a further TXT record.`,
  };
}

function faultOf(text: string, walk: SpfWalk): Verdict | null {
  const wrong = (code: string, advice: string): Verdict => ({ state: "wrong", code, found: [text], advice });
  const terms = readSpf(text);
  const strange = terms.find(({ name }) => name === "");
  if (strange !== undefined) {
    const fault = pasteFault(text);
    return fault === null
      ? wrong(
          "spf-syntax",
          `"${strange.text.slice(0, 60)}" is no part of SPF, and the whole record fails because of it. Correct or remove it.`,
        )
      : wrong(fault.code, fault.text);
  }
  const end = terms.findIndex(({ name }) => name === "all");
  const behind = end === -1 ? undefined : terms.slice(end + 1).find(({ isModifier }) => !isModifier);
  if (behind !== undefined) return wrong("spf-after-all", `Nothing after "all" is read: move "${behind.text}" in front of it.`);
  if (terms[end]?.qualifier === "+")
    return wrong("spf-everybody", "+all lets everybody in the world send as you. End the record with ~all or -all.");
  if (walk.lookups > mostLookups) {
    return wrong(
      "spf-too-many-lookups",
      `The record needs ${walk.lookups > 30 ? "more than 30" : walk.lookups} DNS lookups and may need 10 (RFC 7208 section 4.6.4): receivers stop and count it as an error. Remove includes of services that you no longer use.`,
    );
  }
  if (walk.broken.length > 0)
    return wrong(
      "spf-include-broken",
      `${walk.broken.join(", ")} has no usable SPF record, and the whole record fails because of it. Remove that include.`,
    );
  return null;
}

function judgeRelay(record: WantedRecord, { text, walk, hint }: { text: string; walk: SpfWalk; hint: RelayHint }): Verdict {
  const found = [text];
  if (walk.mechanisms.has(hint.mechanism) || names(text, hint))
    return { state: "ok", code: null, found, value: text, advice: `The record lets ${hint.name} send.` };
  if (walk.unknown.length > 0) {
    return {
      state: "unknown",
      code: "dns-trouble",
      found,
      value: text,
      advice: `The record includes ${walk.unknown.join(", ")}, whose name servers did not answer. Check again in a few minutes.`,
    };
  }
  if (hint.certain) {
    return {
      state: "wrong",
      code: "spf-relay-missing",
      found,
      value: mergeSpf([text], hint.mechanism),
      advice: `The record does not let ${hint.name} send. Replace it by the one shown here, which adds ${hint.mechanism}.`,
    };
  }
  const allowsNobody = [...walk.mechanisms].every((mechanism) => mechanism.startsWith("all:"));
  if (allowsNobody) {
    return {
      state: "wrong",
      code: "spf-relay-missing",
      found,
      value: mergeSpf([text], hint.mechanism),
      advice: `The record lets nobody send. Add the address that ${hint.name} sends from, for example ip4:203.0.113.10, or replace it by the one shown here.`,
    };
  }
  return {
    state: "ok",
    code: "spf-relay-unproved",
    found,
    value: text,
    advice: `There is one record, and it works. Make sure that it names the address that ${hint.name} sends from (${record.value.split(" ")[1] ?? ""} would, or ip4: with that address): Inlet cannot see it from here.`,
  };
}

// An include that could not be followed is still named.
function names(text: string, hint: RelayHint): boolean {
  return text.toLowerCase().split(" ").includes(hint.mechanism);
}
