// What an import says while it runs.
import { describe, expect, it } from "vitest";
import { createProgress, progressLine } from "./import-progress.ts";
import type { ImportBooks } from "./import-run.ts";

const books: ImportBooks = {
  found: 1_300,
  imported: 1_216,
  created: 1_204,
  appended: 0,
  duplicate: 0,
  setAside: 0,
  reports: 0,
  failed: 0,
  pending: 12,
  repeated: 80,
  notTaken: 4,
  alreadyHere: 0,
};

describe("an import's progress", () => {
  it("is one line: how far, how many, how fast, what waits, what went wrong", () => {
    expect(progressLine(books, { bytesRead: 250, totalBytes: 1_000, elapsedMs: 32_000 })).toBe(
      "[######------------------]  25 %  1,204 mails  38/s  12 waiting  4 with errors",
    );
    expect(progressLine({ ...books, notTaken: 0 }, { bytesRead: 0, totalBytes: 0, elapsedMs: 0 })).toBe(
      "[########################] 100 %  1,204 mails  12 waiting",
    );
  });

  it("is drawn over itself on a terminal, and a line every five seconds elsewhere", () => {
    const written = (isTerminal: boolean) => {
      let now = 0;
      const lines: string[] = [];
      const progress = createProgress({
        totalBytes: 100,
        write: (text) => void lines.push(text),
        isTerminal,
        columns: 40,
        elapsedMs: () => now,
      });
      for (; now <= 10_000; now += 50) progress.update(books, 10);
      progress.end();
      return lines;
    };
    const drawn = written(true);
    expect(drawn).toHaveLength(102);
    expect(drawn[0]).toMatch(/^\r\u001b\[K\[##-/);
    expect(drawn[0]?.replace("\r\u001b[K", "")).toHaveLength(39);
    expect(drawn.at(-1)).toBe("\r\u001b[K");
    expect(written(false).map((line) => line.endsWith("\n"))).toEqual([true, true]);
  });
});
