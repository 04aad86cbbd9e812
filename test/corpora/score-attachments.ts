// Judges the attached files: how many, their names, their bytes.
import type { ReadAttachment } from "./adapter.ts";
import type { Expectation, ExpectedAttachment } from "./case.ts";
import type { Checks } from "./checks.ts";
import { hasBytes, hasFile, withoutSpace } from "./compare.ts";

export function scoreAttachments(expect: Expectation, ours: readonly ReadAttachment[], checks: Checks): void {
  const names = ours.map(({ filename }) => filename);
  if (Array.isArray(expect.attachments)) scoreFullList(expect, ours, checks);
  for (const wanted of expect.attachments_include ?? []) {
    if (typeof wanted === "object")
      checks.add(
        "attachment_found",
        ours.some((file) => isThatFile(file, wanted)),
        wanted,
        names,
      );
  }
  if (expect.attachment_count !== undefined) {
    checks.add("attachment_count", ours.length === expect.attachment_count, expect.attachment_count, names);
  }
  for (const name of expect.filenames ?? []) checks.add("tnef_or_named_file", names.includes(name), name, names);
  for (const name of expect.filenames_in_order ?? []) {
    checks.add(
      "attachment_name",
      names.some((each) => each === name || plainName(each) === plainName(name)),
      name,
      names,
    );
  }
  scoreLeaves(expect, ours, checks);
  if (typeof expect.attachments_include?.[0] === "string") {
    for (const name of expect.attachments_include as string[]) checks.add("attachment_name", names.includes(name), name, names);
  }
}

function scoreFullList(expect: Expectation, ours: readonly ReadAttachment[], checks: Checks): void {
  const list = expect.attachments ?? [];
  const sanitised = expect.filename_sanitised === true;
  const names = ours.map(({ filename }) => filename);
  checks.add("attachment_count", ours.length === list.length, list.length, names);
  for (const wanted of list) {
    const found = isFound(wanted, ours, sanitised) || (!wanted.filename && ours.length >= list.length);
    checks.add("attachment_found", found, wanted, names);
    if (wanted.filename && !wanted.name_soft) {
      checks.add("attachment_name", hasFile(ours, wanted.filename, sanitised), wanted.filename, names);
    }
    // The bytes of a text may have been transcoded where the expectation was made.
    if (wanted.sha256 && !(wanted.mime || "text/").startsWith("text/")) {
      checks.add("attachment_bytes", hasBytes(ours, "sha256", wanted.sha256), wanted, names);
    }
    if (wanted.md5) checks.add("attachment_bytes", hasBytes(ours, "md5", wanted.md5), wanted, names);
  }
}

function isFound(
  { name_soft, sha256, filename }: ExpectedAttachment,
  ours: readonly ReadAttachment[],
  sanitised: boolean,
): boolean {
  if (name_soft) return ours.length > 0;
  if (sha256 && hasBytes(ours, "sha256", sha256)) return true;
  return filename ? hasFile(ours, filename, sanitised) : false;
}

function isThatFile(file: ReadAttachment, { filename, cid }: ExpectedAttachment): boolean {
  return (Boolean(filename) && file.filename === filename) || (Boolean(cid) && file.cid === cid) || file.isMessage;
}

function scoreLeaves({ leaf_parts, soft_binary }: Expectation, ours: readonly ReadAttachment[], checks: Checks): void {
  if (soft_binary) return;
  for (const { text, sha256 } of leaf_parts ?? []) {
    if (!text && sha256) checks.add("leaf_binary_bytes", hasBytes(ours, "sha256", sha256), sha256, ours.length);
  }
}

const plainName = (name: string) =>
  withoutSpace(name)
    .replace(/[^\p{L}\p{N}.]/gu, "_")
    .normalize("NFC");
