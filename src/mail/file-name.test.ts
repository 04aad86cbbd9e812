// File names of strangers.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanFileName, extensionOf } from "./file-name.ts";

describe("a file name", () => {
  it.each([
    ["report.pdf", "report.pdf"],
    ["../../etc/passwd", "_.._etc_passwd"],
    ["C:\\temp\\a.txt", "C__temp_a.txt"],
    ["evil\u202efdp.exe", "evilfdp.exe"],
    ["\u200b.htaccess", "htaccess"],
    ["a\u0000b\nc.txt", "abc.txt"],
    ["  spaced . ", "spaced"],
    ["e\u0301te\u0301.txt", "été.txt"],
    ["", "attachment"],
    ["...", "attachment"],
    ["///", "attachment"],
    ["NUL.txt", "_NUL.txt"],
    [`${"x".repeat(300)}.pdf`, `${"x".repeat(146)}.pdf`],
    ["emoji 😀.png", "emoji 😀.png"],
  ])("%j", (name, cleaned) => {
    expect(cleanFileName(name)).toBe(cleaned);
  });

  it("is never empty, never a path, bounded, and the same when cleaned twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (name) => {
        const cleaned = cleanFileName(name);
        expect(cleaned.length).toBeGreaterThan(0);
        expect(cleaned.length).toBeLessThanOrEqual(151);
        expect(cleaned).not.toMatch(/[/\\\p{Cc}\p{Cf}]/u);
        expect(cleaned.startsWith(".")).toBe(false);
        expect(cleaned.isWellFormed()).toBe(true);
        expect(cleanFileName(cleaned)).toBe(cleaned);
      }),
    );
  });

  it("has the extension that a reader sees", () => {
    expect(extensionOf("a.tar.GZ")).toBe("gz");
    expect(extensionOf("noextension")).toBe("");
  });
});
