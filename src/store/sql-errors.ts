// What an error of the database says about trying again (PostgreSQL appendix A, SQLSTATE classes).

const codeOf = (error: unknown): string | undefined => (error as { code?: unknown } | null)?.code as string | undefined;

/** The database is away, starting, stopping or out of room: nothing was wrong with what we asked. */
export function isDatabaseDown(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined) return /connection|terminat|timeout|socket/i.test(error instanceof Error ? error.message : "");
  return /^(08|53|57P|58|XX000)/.test(code) || /^E[A-Z]+$/.test(code);
}

/** Two transactions got in each other's way (serialization failure, deadlock): the same work may well succeed now. */
export function isRetryable(error: unknown): boolean {
  return codeOf(error)?.startsWith("40") === true;
}
