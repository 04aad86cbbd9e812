// Where envelope recipients lead, remembered for a few seconds so that a busy session does not ask the database for each message.
import type { Route } from "#domain/channel.ts";
import { AppError } from "#domain/errors.ts";
import { hashReplyToken, parseReplyAddress } from "#mail/reply-address.ts";
import { type Db, inRegistry } from "#store/db.ts";
import { findRoute } from "#store/journal.ts";
import { replyRoute } from "#store/reply-addresses.ts";

export interface RouteFinderOptions {
  db: Db;
  /** Domain of our generated and reply addresses. */
  mailDomain: string;
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
  const { db, mailDomain, rememberMs = 5_000, elapsedMs = () => performance.now() } = options;
  const remembered = new Map<string, Remembered>();
  const asking = new Map<string, Promise<Route | null>>();

  async function ask(key: string): Promise<Route | null> {
    try {
      const found = await inRegistry(db, (tx) => findRoute(tx, key));
      if (found === null) return null;
      const { paused, ...route } = found;
      if (paused) throw sourcePaused();
      remember(key, route);
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
    const key = routeKey(address, mailDomain);
    const known = remembered.get(key);
    if (known !== undefined && known.until > elapsedMs()) return Promise.resolve(known.route);
    const pending = asking.get(key) ?? ask(key);
    asking.set(key, pending);
    return pending;
  };
}

/** How an address stands in the routes: a reply address by the hash of its token. */
function routeKey(address: string, mailDomain: string): string {
  const token = parseReplyAddress(address, mailDomain);
  return token === null ? address.toLowerCase() : replyRoute(hashReplyToken(token));
}

// The sender keeps the mail and comes again: for days, as mail servers do (RFC 5321 §4.5.4.1).
function sourcePaused(): AppError {
  return new AppError({
    code: "source-paused",
    retry: "transient",
    publicMessage: "This source is paused. Senders are asked to come again later; resume it on its page.",
  });
}
