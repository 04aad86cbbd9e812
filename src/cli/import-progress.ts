// How far an import is: a bar on a terminal, a line every five seconds elsewhere. On standard error, so that the answer stays clean.
import type { ImportBooks } from "./import-run.ts";

export interface Progress {
  update(books: Readonly<ImportBooks>, bytesRead: number): void;
  end(): void;
}

export interface ProgressOptions {
  totalBytes: number;
  write: (text: string) => void;
  isTerminal: boolean;
  columns: number;
  /** Milliseconds of a clock that only grows. */
  elapsedMs: () => number;
}

const barWidth = 24;
const barEveryMs = 100;
const lineEveryMs = 5_000;

export function createProgress(options: ProgressOptions): Progress {
  const startedAt = options.elapsedMs();
  let shownAt = options.isTerminal ? Number.NEGATIVE_INFINITY : startedAt;
  return {
    update(books, bytesRead) {
      const now = options.elapsedMs();
      if (now - shownAt < (options.isTerminal ? barEveryMs : lineEveryMs)) return;
      shownAt = now;
      const text = progressLine(books, { bytesRead, totalBytes: options.totalBytes, elapsedMs: now - startedAt });
      options.write(options.isTerminal ? `\r\u001b[K${text.slice(0, Math.max(20, options.columns - 1))}` : `${text}\n`);
    },
    end() {
      if (options.isTerminal) options.write("\r\u001b[K");
    },
  };
}

/** `[######------------------] 25 %  1,204 mails  38/s  12 waiting` */
export function progressLine(
  books: Readonly<ImportBooks>,
  span: { bytesRead: number; totalBytes: number; elapsedMs: number },
): string {
  const done = span.totalBytes === 0 ? 1 : Math.min(1, span.bytesRead / span.totalBytes);
  const filled = Math.floor(done * barWidth);
  const settled = books.imported - books.pending;
  const rate = span.elapsedMs < 1_000 ? "" : `  ${Math.round((settled * 1_000) / span.elapsedMs)}/s`;
  const trouble = books.notTaken + books.failed === 0 ? "" : `  ${books.notTaken + books.failed} with errors`;
  return `[${"#".repeat(filled)}${"-".repeat(barWidth - filled)}] ${String(Math.floor(done * 100)).padStart(3)} %  ${count(settled)} mails${rate}  ${count(books.pending)} waiting${trouble}`;
}

export const count = (value: number): string => value.toLocaleString("en-US");
