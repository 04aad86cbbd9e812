// Whether the record of one of our DKIM keys is right (RFC 6376 §3.6.1, RFC 8463, RFC 8301).
import { explainAbsence, explainStranger, pasteFault } from "./dns-absence.ts";
import type { Ask } from "./dns-answers.ts";
import { type Verdict, troubleWith, wrong } from "./dns-verdict.ts";
import type { SendingSetup, WantedRecord } from "./sending-records.ts";

export function checkDkim(record: WantedRecord, _setup: SendingSetup, ask: Ask): Verdict {
  const wanted = readTags(record.value);
  const key = wanted.get("p") ?? "";
  const answer = ask(record.name, "TXT");
  if (answer.state === "unknown") return troubleWith(record.name, answer);
  const shown = `the DKIM record of ${record.selector ?? record.name}`;
  const isOurs = (text: string) => keyIn(text) === key;
  if (answer.state === "none" || answer.values.length === 0) return explainAbsence({ name: record.name, isOurs }, ask, shown);
  const { values } = answer;
  const ours = values.find(isOurs);
  if (ours === undefined) return explainForeign(record, { key, values }, ask);
  if (values.length > 1) {
    return wrong(
      "several-records",
      values,
      `${values.length} TXT records stand at ${record.name}, and receivers may take any of them. Keep the one that begins with v=DKIM1 and ends with our key.`,
    );
  }
  return judgeOurs(ours, wanted, values);
}

// The key is ours: what stands around it has to be right as well.
function judgeOurs(text: string, wanted: Tags, found: readonly string[]): Verdict {
  const fault = pasteFault(text);
  if (fault !== null) return wrong(fault.code, found, fault.text);
  const tags = readTags(text);
  const version = tags.get("v");
  if (version !== undefined && (version !== "DKIM1" || !/^\s*v\s*=/.test(text)))
    return wrong("no-key-tags", found, "The value has to begin with v=DKIM1. Copy it whole, as it is shown.");
  if ((tags.get("k") ?? "rsa") !== wanted.get("k")) {
    return wrong(
      "key-type-wrong",
      found,
      `The value has to say k=${wanted.get("k") ?? "rsa"}: with another kind of key nobody can read it. Copy the value whole, as it is shown.`,
    );
  }
  if (!allows(tags.get("h"), "sha256"))
    return wrong("key-not-for-mail", found, "The record allows other hashes than SHA-256 (h=). Remove the h= part.");
  if (!allows(tags.get("s"), "email"))
    return wrong("key-not-for-mail", found, "The record is not meant for mail (s=). Remove the s= part.");
  if (allows(tags.get("t") ?? "", "y")) {
    return {
      state: "ok",
      code: "key-testing",
      found,
      advice: "The key is there, marked as a test (t=y): receivers treat signatures as if there were none. Remove the t= part.",
    };
  }
  return { state: "ok", code: null, found, advice: "The key is there and right." };
}

function explainForeign(record: WantedRecord, { key, values }: { key: string; values: readonly string[] }, ask: Ask): Verdict {
  const stranger = explainStranger(record.name, values, ask);
  if (stranger !== null) return stranger;
  for (const text of values) {
    const fault = pasteFault(text);
    if (fault !== null && keyIn(fault.meant) === key) return wrong(fault.code, values, fault.text);
  }
  const [text = ""] = values.filter((value) => readTags(value).has("p"));
  const there = keyIn(text);
  if (there === null) {
    const isBare = values.some((value) => value.replace(/\s/g, "") === key);
    return isBare
      ? wrong(
          "no-key-tags",
          values,
          "Only the key is there. The value begins with v=DKIM1; k=…; p= and then the key: copy it whole.",
        )
      : wrong("not-a-key", values, `What stands at ${record.name} is no DKIM key. Replace it with the value shown here.`);
  }
  if (there === "")
    return wrong("key-revoked", values, "The record says that the key is revoked: p= is empty. Publish the value shown here.");
  if (isCut(there, key)) {
    return wrong(
      "key-truncated",
      values,
      `The key is cut: ${there.length} of ${key.length} characters are there. Some panels take 255 characters in one string: enter the value as the strings shown here, one after the other.`,
    );
  }
  return wrong(
    "other-key",
    values,
    `Another key stands at ${record.name}: of another product, or of an Inlet that was set up before. Replace it with the value shown here.`,
  );
}

// Cut at the end, or with a piece missing where two strings should have met.
function isCut(there: string, key: string): boolean {
  return there.length < key.length && there.length >= 20 && (key.startsWith(there) || key.startsWith(there.slice(0, 20)));
}

type Tags = ReadonlyMap<string, string>;

/** RFC 6376 §3.2: `tag=value` between semicolons, with white space around each. The first of two counts. */
export function readTags(text: string): Tags {
  const tags = new Map<string, string>();
  for (const part of text.split(";")) {
    const equals = part.indexOf("=");
    const name = part.slice(0, equals).trim();
    if (equals > 0 && !tags.has(name)) tags.set(name, part.slice(equals + 1).trim());
  }
  return tags;
}

/** The public key in a record, without the white space that may stand in it; null where there is none. */
function keyIn(text: string): string | null {
  return readTags(text).get("p")?.replace(/\s/g, "") ?? null;
}

// A list between colons; `*` and a missing tag allow all.
function allows(list: string | undefined, word: string): boolean {
  if (list === undefined) return true;
  const words = list.split(":").map((entry) => entry.trim().toLowerCase());
  return words.includes(word) || (word !== "y" && words.includes("*"));
}
