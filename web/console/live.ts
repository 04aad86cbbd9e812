// The event stream: one connection for the whole console, opened again by itself, with its health for all to see.
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { EventData } from "#contract/events.ts";
import type { PresenceEvent } from "#contract/presence.ts";
import { addressOf } from "../api.ts";
import { meQuery, queryClient } from "./queries.ts";

export type Link = "connecting" | "live" | "down";
/** What changed; who is on a ticket comes by itself, in `usePresenceEvents`. */
const changes = ["ticket", "delivery", "mention", "alarms"] as const;
export type Changed = (typeof changes)[number];
type Listener = (ids: readonly string[]) => void;
type PresenceListener = (event: PresenceEvent) => void;

const listeners: Record<Changed, Set<Listener>> = {
  ticket: new Set(),
  delivery: new Set(),
  mention: new Set(),
  alarms: new Set(),
};
const presenceListeners = new Set<PresenceListener>();
const watchers = new Set<() => void>();
let link: Link = "connecting";
let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | null = null;
let failures = 0;

/** Opens the stream; called once somebody is signed in. */
export function startLive(): void {
  if (source !== null) return;
  source = new EventSource(addressOf("/events"));
  source.addEventListener("open", opened);
  source.addEventListener("error", broken);
  for (const name of changes) source.addEventListener(name, (event) => dispatch(name, event));
  source.addEventListener("presence", (event) => {
    const data = JSON.parse(event.data) as PresenceEvent;
    for (const listener of presenceListeners) listener(data);
  });
}

export function stopLive(): void {
  source?.close();
  source = null;
  if (retry !== null) clearTimeout(retry);
  retry = null;
  setLink("connecting");
}

/** The state of the stream: `down` means that what is shown may be old. */
export function useLink(): Link {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => link,
  );
}

/** How long the first event after a silence waits for its companions: they come from one transaction, so hardly at all. */
const firstGatherMs = 30;

/**
 * Calls back with the ids that changed: soon after the first event, then at most once in `gatherMs`, with several events in one
 * call. An empty list means: anything may have changed.
 */
export function useLive(name: Changed, callback: Listener, gatherMs = 400): void {
  const latest = useRef(callback);
  latest.current = callback;
  useEffect(() => {
    let ids: string[] = [];
    let everything = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let flushedAt = -Infinity;
    const flush = () => {
      timer = null;
      flushedAt = performance.now();
      const given = everything ? [] : [...new Set(ids)];
      ids = [];
      everything = false;
      latest.current(given);
    };
    const listener: Listener = (changed) => {
      if (changed.length === 0) everything = true;
      ids.push(...changed);
      timer ??= setTimeout(flush, Math.max(firstGatherMs, flushedAt + gatherMs - performance.now()));
    };
    listeners[name].add(listener);
    return () => {
      listeners[name].delete(listener);
      if (timer !== null) clearTimeout(timer);
    };
  }, [name, gatherMs]);
}

/** Calls back with everybody who is on a ticket, whenever that changes. */
export function usePresenceEvents(callback: PresenceListener): void {
  const latest = useRef(callback);
  latest.current = callback;
  useEffect(() => {
    const listener: PresenceListener = (event) => latest.current(event);
    presenceListeners.add(listener);
    return () => {
      presenceListeners.delete(listener);
    };
  }, []);
}

function opened(): void {
  const wasDown = link === "down";
  failures = 0;
  setLink("live");
  // What happened before it opened was not heard: everybody who listens looks again.
  for (const name of changes) dispatchIds(name, []);
  if (wasDown) void queryClient.invalidateQueries();
}

function broken(): void {
  setLink("down");
  if (source?.readyState !== EventSource.CLOSED) return;
  // A refusal ends an EventSource for good (HTML §9.2.3), so it is opened anew, more and more patiently. It keeps its status to
  // itself, so one question more finds out whether the session has ended, perhaps in another tab.
  source = null;
  void queryClient.fetchQuery({ ...meQuery, staleTime: 0, retry: false }).catch(() => {
    // A 401 has been acted on by then (onSessionEnd); anything else passes with the connection.
  });
  failures += 1;
  retry = setTimeout(startLive, Math.min(30_000, 1_000 * 2 ** failures));
}

function dispatch(name: Changed, event: MessageEvent<string>): void {
  const data = JSON.parse(event.data) as EventData;
  dispatchIds(name, data.ids);
}

function dispatchIds(name: Changed, ids: readonly string[]): void {
  for (const listener of listeners[name]) listener(ids);
}

function setLink(next: Link): void {
  if (link === next) return;
  link = next;
  for (const watcher of watchers) watcher();
}
