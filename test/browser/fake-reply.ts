// What the desk in memory is asked, and what it answers: each part answers about its own paths and leaves the others alone.

export interface Asked {
  method: string;
  /** Below /api/v1. */
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** Its Idempotency-Key. */
  key: string;
}

export type Announced = "ticket" | "delivery" | "presence" | "mention" | "alarms";

/** Values go out as JSON, refusals as problems, texts as they are. `announce` is told to every stream afterwards. */
export type Reply =
  | { status: number; body: unknown; announce?: { event: Announced; ids: string[] } }
  | { status: number; code: string; title: string; detail: string }
  | { text: string; headers: Record<string, string> };

export const ok = (body: unknown, status = 200): Reply => ({ status, body });
export const no = (status: number, code: string, title: string, detail: string): Reply => ({ status, code, title, detail });
export const nothingHere = (): Reply => no(404, "not-found", "Not found", "There is nothing here, or it is not yours.");

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** A page of a list, as the real API cuts it. */
export function page(items: readonly unknown[], query: URLSearchParams): Reply {
  const from = Number(query.get("cursor") ?? 0);
  const limit = Number(query.get("limit") ?? 50);
  return ok({ data: items.slice(from, from + limit), nextCursor: from + limit < items.length ? String(from + limit) : null });
}
