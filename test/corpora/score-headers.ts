// Judges subject, addresses, ids and date.
import type { Reading } from "./adapter.ts";
import type { Expectation, ExpectedAddress } from "./case.ts";
import type { Checks } from "./checks.ts";
import { includesAddress, lower, normal } from "./compare.ts";

export function scoreHeaders(expect: Expectation, reading: Reading, checks: Checks): void {
  scoreSubject(expect, reading.subject, checks);
  for (const author of [expect.from ?? []].flat()) scoreAuthor(author, reading.from, checks);
  scoreRecipients("to", { listed: expect.to, bare: expect.to_addresses, ours: reading.to }, checks);
  scoreRecipients("cc", { listed: expect.cc, bare: expect.cc_addresses, ours: reading.cc }, checks);
  scoreParticipants(expect, reading, checks);
  scoreIds(expect, reading, checks);
  if (typeof expect.date === "string") {
    const passed = reading.date !== null && reading.date.getTime() === new Date(expect.date).getTime();
    checks.add("date", passed, expect.date, reading.date);
  }
}

function scoreSubject(expect: Expectation, subject: string, checks: Checks): void {
  if (expect.subject !== undefined) {
    checks.add("subject", normal(subject) === normal(expect.subject), expect.subject, subject);
  }
  for (const part of expect.subject_contains ?? []) {
    checks.add("subject", normal(subject).includes(normal(part)), part, subject);
  }
}

function scoreAuthor(author: ExpectedAddress, ours: Reading["from"], checks: Checks): void {
  const passed = lower(ours[0]?.address) === lower(author.address) || includesAddress(ours, { address: author.address ?? "" });
  checks.add("from_address", passed, author.address, ours);
  if (author.name === undefined) return;
  const name = ours.find(({ address }) => lower(address) === lower(author.address))?.name;
  checks.add("from_name", normal(name) === normal(author.name), author.name, name);
}

interface Recipients {
  listed: ExpectedAddress[] | undefined;
  bare: string[] | undefined;
  ours: Reading["to"];
}

function scoreRecipients(field: "to" | "cc", { listed, bare, ours }: Recipients, checks: Checks): void {
  for (const wanted of Array.isArray(listed) ? listed : []) {
    if (wanted.address) checks.add(field, includesAddress(ours, namedWhereGiven(wanted)), wanted, ours);
  }
  for (const address of bare ?? []) checks.add(field, includesAddress(ours, { address }), address, ours);
}

function scoreParticipants({ participants }: Expectation, { from, to, cc, replyTo }: Reading, checks: Checks): void {
  const everybody = [...from, ...to, ...cc, ...replyTo];
  for (const wanted of participants ?? []) {
    checks.add("participant", includesAddress(everybody, namedWhereGiven(wanted)), wanted, everybody);
  }
}

/** An empty name expects nothing. */
const namedWhereGiven = ({ address, name }: ExpectedAddress): ExpectedAddress => ({
  ...(address === undefined ? {} : { address }),
  ...(name ? { name } : {}),
});

function scoreIds(expect: Expectation, { messageId, references }: Reading, checks: Checks): void {
  const bare = (id: string | null) => (id ?? "").replace(/[<>\s]/g, "");
  if (typeof expect.message_id === "string") {
    checks.add("message_id", bare(messageId) === bare(expect.message_id), expect.message_id, messageId);
  }
  if (expect.message_id === null) checks.add("message_id", messageId === null, null, messageId);
  const ancestors = references.join(" ");
  if (expect.in_reply_to !== undefined) {
    const parents = [expect.in_reply_to].flat();
    checks.add(
      "in_reply_to",
      parents.every((id) => ancestors.includes(id)),
      parents,
      references,
    );
  }
  if (Array.isArray(expect.references)) {
    const passed = expect.references.every((id) => references.some((ours) => ours.includes(id)));
    checks.add("references", passed, expect.references, references);
  }
}
