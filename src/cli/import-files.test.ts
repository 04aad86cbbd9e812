// Which files of an export are mail.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findMail, type ImportFormat } from "./import-files.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "inlet-files-"));
  for (const folder of ["box/cur", "box/new", "box/tmp", "box/.Sent/cur", "files/2025", "files/.hidden"])
    await mkdir(join(root, folder), { recursive: true });
  const files = [
    "box/cur/100.a:2,S",
    "box/new/099.b",
    "box/new/.nfs0001",
    "box/tmp/101.c",
    "box/.Sent/cur/102.d",
    "files/b.eml",
    "files/2025/a.EML",
    "files/2025/7",
    "files/notes.txt",
    "files/.hidden/x.eml",
    "files/._b.eml",
  ];
  for (const file of files) await writeFile(join(root, file), `Subject: ${file}\n\n`);
  await writeFile(join(root, "files/large.eml"), "x".repeat(2_000));
  await writeFile(join(root, "files/empty.eml"), "");
  await symlink("b.eml", join(root, "files/link.eml"));
  await symlink("gone.eml", join(root, "files/dangling.eml"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function found(format: ImportFormat, path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const mail of (await findMail(format, join(root, path), 1_000)).mails)
    names.push(`${basename(mail.place)}${mail.problem === null ? "" : ` ${mail.problem.code}`}`);
  return names;
}

describe("the mail in an export", () => {
  it("of a maildir is in new and cur; tmp, dot files and other folders are left out", async () => {
    expect(await found("maildir", "box")).toEqual(["100.a:2,S", "099.b"]);
    expect(await found("maildir", "box/.Sent")).toEqual(["102.d"]);
  });

  it("of a folder is every .eml below it, and numbers as MH names them", async () => {
    expect(await found("eml", "files")).toEqual([
      "7",
      "a.EML",
      "b.eml",
      "dangling.eml unreadable-file",
      "empty.eml empty",
      "large.eml too-large",
      "link.eml",
    ]);
  });

  it("may be one file", async () => expect(await found("eml", "files/notes.txt")).toEqual(["notes.txt"]));

  it("adds up to the bytes that a progress bar is told", async () => {
    const { totalBytes, mails } = await findMail("maildir", join(root, "box"), 1_000);
    let last = 0;
    for await (const mail of mails) last = mail.bytesRead;
    expect(last).toBe(totalBytes);
  });
});
