// When two texts, addresses or file names count as the same: the index format's tolerance, no more and no less.
import { createHash } from "node:crypto";
import type { ReadAddress, ReadAttachment } from "./adapter.ts";
import type { ExpectedAddress } from "./case.ts";

/** NFC, without invisible characters, white space collapsed. */
export function normal(text: string | null | undefined): string {
  return (text ?? "")
    .normalize("NFC")
    .replace(/\u200b|\u200c|\u200d|\u2060|\ufeff|\u00ad/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The same without the emphasis marks of Markdown. */
export function withoutMarkdown(text: string): string {
  return normal(normal(text).replace(/[*_]/g, ""));
}

export const withoutSpace = (text: string): string => text.replace(/\s/g, "");
export const withUnixLines = (text: string): string => text.replace(/\r\n?/g, "\n").trim();
export const lower = (text: string | null | undefined): string => (text ?? "").toLowerCase();

export function digest(algorithm: "sha256" | "md5", content: Buffer): string {
  return createHash(algorithm).update(content).digest("hex");
}

/** Whether the address is among them, with its name where one is expected. */
export function includesAddress(list: readonly ReadAddress[], wanted: ExpectedAddress): boolean {
  return list.some(
    ({ address, name }) =>
      lower(address) === lower(wanted.address) && (wanted.name === undefined || normal(name) === normal(wanted.name)),
  );
}

function sameFileName(ours: string, wanted: string, sanitised: boolean): boolean {
  const [a, b] = [ours.normalize("NFC"), wanted.normalize("NFC")];
  if (a === b) return true;
  return sanitised && sanitise(a) === sanitise(b);
}

const sanitise = (name: string) => name.replace(/[^\p{L}\p{N}.#-]+/gu, "_");

export function hasFile(attachments: readonly ReadAttachment[], name: string, sanitised = false): boolean {
  return attachments.some(({ filename }) => sameFileName(filename, name, sanitised));
}

export function hasBytes(attachments: readonly ReadAttachment[], algorithm: "sha256" | "md5", wanted: string): boolean {
  return attachments.some(({ content }) => digest(algorithm, content) === wanted);
}
