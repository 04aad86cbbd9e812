// Whether DMARC is there, is one record, and what it asks of our mail (RFC 9989, which replaced RFC 7489).
import { explainAbsence, explainStranger, pasteFault } from "./dns-absence.ts";
import { type Ask, valuesOf, withParents } from "./dns-answers.ts";
import { readTags } from "./dns-dkim.ts";
import { type Verdict, troubleWith, wrong } from "./dns-verdict.ts";
import type { SendingSetup, WantedRecord } from "./sending-records.ts";

const isDmarc = (text: string) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text);

/** RFC 9989 §4.10: DMARC records on the way up from a name, the nearest first. */
export function dmarcAbove(name: string, ask: Ask): { at: string; text: string }[] {
  return withParents(name)
    .slice(0, 8)
    .flatMap((at) =>
      valuesOf(ask(`_dmarc.${at}`, "TXT"))
        .filter(isDmarc)
        .slice(0, 1)
        .map((text) => ({ at, text })),
    );
}

export function checkDmarc(record: WantedRecord, setup: SendingSetup, ask: Ask): Verdict {
  const answer = ask(record.name, "TXT");
  if (answer.state === "unknown") return troubleWith(record.name, answer);
  const values = answer.state === "found" ? answer.values : [];
  const found = values.filter(isDmarc);
  const [first] = found;
  if (first === undefined) return explainNone(record, { values, domain: setup.domain }, ask);
  if (found.length > 1) {
    return wrong(
      "dmarc-several",
      found,
      `${found.length} DMARC records stand at ${record.name}, and then none counts. Keep one of them.`,
    );
  }
  return judge(first, setup);
}

function explainNone(record: WantedRecord, { values, domain }: { values: readonly string[]; domain: string }, ask: Ask): Verdict {
  for (const text of values) {
    const fault = pasteFault(text);
    if (fault !== null && isDmarc(fault.meant.trim())) return wrong(fault.code, [text], fault.text);
    if (/^\s*"?v\s*=\s*dmarc/i.test(text))
      return wrong(
        "dmarc-invalid",
        [text],
        "A DMARC record begins with exactly v=DMARC1; (in capitals). Correct the beginning of the value.",
      );
  }
  // A public suffix speaks for all below it, and for nobody's mail (RFC 9989 §4.7: psd=y).
  const above = dmarcAbove(domain, ask).find(({ at, text }) => at !== domain && !/;\s*psd\s*=\s*y\s*(;|$)/i.test(text));
  if (above !== undefined) {
    return {
      state: "ok",
      code: "dmarc-inherited",
      found: [`_dmarc.${above.at}: ${above.text}`],
      value: above.text,
      advice: `The record of ${above.at} counts for ${domain} too. Nothing has to be published here.`,
    };
  }
  for (const parent of withParents(domain).slice(1)) {
    const answer = ask(`_dmarc.${parent}`, "TXT");
    if (answer.state === "unknown") return troubleWith(`_dmarc.${parent}`, answer);
  }
  if (values.length > 0) {
    const stranger = explainStranger(record.name, values, ask);
    if (stranger !== null) return stranger;
  }
  return explainAbsence({ name: record.name, isOurs: isDmarc }, ask, "a DMARC record");
}

function judge(text: string, { domain, mailDomain }: SendingSetup): Verdict {
  const fault = pasteFault(text);
  if (fault !== null) return wrong(fault.code, [text], fault.text);
  const tags = readTags(text);
  const policy = tags.get("p")?.toLowerCase();
  if (policy !== undefined && !["none", "quarantine", "reject"].includes(policy))
    return wrong("dmarc-invalid", [text], `p=${policy.slice(0, 40)} is no policy. Write p=none, p=quarantine or p=reject.`);
  if (policy === undefined && !tags.has("rua"))
    return wrong("dmarc-invalid", [text], "The record has no policy and does nothing. Add p=none, p=quarantine or p=reject.");
  const ok = (code: string | null, advice: string): Verdict => ({ state: "ok", code, found: [text], value: text, advice });
  if (tags.get("aspf")?.toLowerCase() === "s" && domain !== mailDomain) {
    return ok(
      "dmarc-strict",
      `It asks for strict SPF alignment (aspf=s), and the return path ${mailDomain} is not ${domain}: only the signature lets mail pass. That suffices, as long as nobody changes the mail on its way.`,
    );
  }
  return ok(null, "The record is kept as it is: signed answers pass it.");
}
