// What the product asks of itself: for each row the figure it must reach and the one it aims at, and how a measurement stands to them.

export type Unit = "per s" | "ms" | "%" | "MB" | "ratio";

export interface Mark {
  must: number;
  aim: number;
  unit: Unit;
  /** Whether a larger figure is a better one. */
  more: boolean;
}

export type RowName = keyof typeof marks;

const rate = (must: number, aim: number): Mark => ({ must, aim, unit: "per s", more: true });
const most = (must: number, aim: number, unit: Unit): Mark => ({ must, aim, unit, more: false });
const parts: Mark = { must: 0.5, aim: 0.9, unit: "ratio", more: true };

export const marks = {
  "small, authentication off, 1 process": rate(900, 1_800),
  "small, authentication off, 2 processes": rate(1_300, 2_400),
  "small, authentication on, 1 process": rate(550, 1_000),
  "small, authentication on, 2 processes": rate(800, 1_500),
  "mixed, authentication off, 1 process": rate(220, 430),
  "mixed, authentication off, 2 processes": rate(320, 600),
  "250 after DATA, idle, p50": most(1, 0.5, "ms"),
  "250 after DATA, idle, p99": most(5, 2, "ms"),
  "SMTP to visible ticket, idle, p50": most(10, 3, "ms"),
  "SMTP to visible ticket, idle, p95": most(30, 8, "ms"),
  "more CPU a message at 100,000 tickets than at 1,000": most(15, 5, "%"),
  "server process memory under load": most(400, 250, "MB"),
  "whole ÷ sum of its parts": parts,
} as const satisfies Record<string, Mark>;

export type Verdict = "aim" | "must" | "below" | "not measured";

export function verdictOn(mark: Mark, value: number | null): Verdict {
  if (value === null || Number.isNaN(value)) return "not measured";
  const reaches = (goal: number) => (mark.more ? value >= goal : value <= goal);
  if (reaches(mark.aim)) return "aim";
  return reaches(mark.must) ? "must" : "below";
}

export function show(value: number | null, unit: Unit): string {
  if (value === null || Number.isNaN(value)) return "–";
  const digits = unit === "ms" || unit === "ratio" ? 2 : unit === "%" ? 1 : 0;
  return `${value.toFixed(digits)}${unit === "ratio" ? "" : ` ${unit}`}`;
}
