// Keeps a draft on the server while it is written: soon after a pause, at once when the page goes away, one request at a time.
import type { DraftContent } from "#contract/drafts.ts";
import { outlivesPageBytes } from "../../api.ts";

export type DraftState = "untouched" | "waiting" | "saving" | "saved" | "failed";

/** The pause in typing after which a draft is kept, in milliseconds. */
export const pauseMs = 700;
/** The same for one that is too large to be kept while its page is closed. */
export const largePauseMs = 100;
const retryMs = 5_000;

export interface DraftSaver {
  /** The newest content; kept after a pause. */
  change(content: DraftContent): void;
  /** Keeps what is not kept yet, now; with `outlivesPage` the request goes on when the page is closed. */
  flush(options?: { outlivesPage?: boolean }): Promise<void>;
  /** Holds back what waits, and resolves when nothing is on its way: whatever is asked next comes after it. */
  pause(): Promise<void>;
  /** It is lost if the page is closed now. */
  isAtRisk(): boolean;
  /** Nothing is kept from here on: it is sent, or thrown away. */
  stop(): void;
  isStopped(): boolean;
}

export interface DraftWays {
  keep(content: DraftContent, outlivesPage: boolean): Promise<unknown>;
  discard(outlivesPage: boolean): Promise<unknown>;
  told(state: DraftState): void;
}

/** `isKept`: whether the server has a draft already, so that an emptied one has to be removed. */
export function createDraftSaver(ways: DraftWays, isKept: boolean): DraftSaver {
  let pending: DraftContent | null = null;
  /** What is on its way, and not known to have arrived. */
  let leaving: DraftContent | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running: Promise<void> | null = null;
  let stopped = false;
  let kept = isKept;
  let failed = false;

  const cancelTimer = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const later = (ms: number) => {
    cancelTimer();
    timer = setTimeout(() => void flush(), ms);
  };

  async function keepPending(outlivesPage: boolean): Promise<void> {
    const content = pending;
    if (content === null || stopped) return;
    pending = null;
    leaving = content;
    ways.told("saving");
    try {
      if (isEmpty(content)) {
        if (kept) await ways.discard(outlivesPage);
        kept = false;
      } else {
        await ways.keep(content, outlivesPage);
        kept = true;
      }
      failed = false;
      if (!stopped) ways.told(isEmpty(content) ? "untouched" : "saved");
    } catch {
      // Said in the composer, where it stays until it works; what was typed since is newer.
      pending ??= content;
      if (stopped) return;
      failed = true;
      ways.told("failed");
      later(retryMs);
    } finally {
      if (leaving === content) leaving = null;
    }
  }

  async function flush({ outlivesPage = false } = {}): Promise<void> {
    cancelTimer();
    // A page that goes away has no time to wait for the request before it: the server takes the last writer.
    if (running !== null && !outlivesPage) await running;
    if (pending === null) return;
    const mine = keepPending(outlivesPage).finally(() => {
      if (running === mine) running = null;
    });
    running = mine;
    await mine;
  }

  return {
    change(content) {
      if (stopped) return;
      pending = content;
      ways.told("waiting");
      later(isLarge(content) ? largePauseMs : pauseMs);
    },
    flush,
    isAtRisk() {
      const unkept = pending ?? leaving;
      return !stopped && unkept !== null && (failed || isLarge(unkept));
    },
    isStopped: () => stopped,
    async pause() {
      cancelTimer();
      await running;
    },
    stop() {
      stopped = true;
      pending = null;
      cancelTimer();
    },
  };
}

export function isEmpty(content: Pick<DraftContent, "html" | "attachments">): boolean {
  if (content.attachments.length > 0 || content.html.includes("<img")) return false;
  return (
    content.html
      .replace(/<[^>]*>/g, "")
      .replaceAll("&nbsp;", " ")
      .trim() === ""
  );
}

function isLarge(content: DraftContent): boolean {
  return new TextEncoder().encode(JSON.stringify(content)).length > outlivesPageBytes;
}
