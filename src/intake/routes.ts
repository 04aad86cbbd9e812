// Where envelope recipients lead, remembered for a few seconds so that a busy session does not ask the database for each message.
import type { Route } from "#domain/channel.ts";
import { type Db, inRegistry } from "#store/db.ts";
import { findRoute } from "#store/journal.ts";

export interface RouteFinderOptions {
  db: Db;
  /** How long a known route may be used without asking again. An address that is unknown is asked for every time. */
  rememberMs?: number;
  /** Milliseconds of a clock that only grows. */
  elapsedMs?: () => number;
}

const mostRemembered = 10_000;

interface Remembered {
  route: Route;
  until: number;
}

/** A `findRoute` for channels. A new source's address works at once; one that is gone may still be taken for `rememberMs`. */
export function createRouteFinder(options: RouteFinderOptions): (address: string) => Promise<Route | null> {
  const { db, rememberMs = 5_000, elapsedMs = () => performance.now() } = options;
  const remembered = new Map<string, Remembered>();
  const asking = new Map<string, Promise<Route | null>>();

  async function ask(key: string): Promise<Route | null> {
    try {
      const route = await inRegistry(db, (tx) => findRoute(tx, key));
      if (route !== null) remember(key, route);
      return route;
    } finally {
      asking.delete(key);
    }
  }

  function remember(key: string, route: Route): void {
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, { route, until: elapsedMs() + rememberMs });
  }

  return (address) => {
    const key = address.toLowerCase();
    const known = remembered.get(key);
    if (known !== undefined && known.until > elapsedMs()) return Promise.resolve(known.route);
    const pending = asking.get(key) ?? ask(key);
    asking.set(key, pending);
    return pending;
  };
}
