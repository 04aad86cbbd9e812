// Shows a time that grows older by itself, with the exact moment on hover.
import { useSyncExternalStore } from "react";
import { exact, longAge, shortAge } from "./time.ts";

// One timer for the whole page, however many times it shows.
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

export function Age({ at, long = false }: { at: string; long?: boolean }) {
  const moment = useNow();
  return (
    <time dateTime={at} title={exact(at)}>
      {long ? longAge(at, moment) : shortAge(at, moment)}
    </time>
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}
