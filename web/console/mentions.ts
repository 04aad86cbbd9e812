// Notes that name one: known everywhere in the console, said once when they come, seen when their ticket is open.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import type { Mention, MentionList } from "#contract/mentions.ts";
import { get, post } from "../api.ts";
import { useLive } from "./live.ts";
import { meQuery, queryClient } from "./queries.ts";
import { wanted } from "./toast.tsx";

export const mentionsQuery = queryOptions({
  queryKey: ["mentions"],
  queryFn: ({ signal }) => get<MentionList>("/mentions", {}, signal),
  staleTime: 60_000,
});

const none: readonly Mention[] = [];

/** Those not seen yet, newest first. */
export function useMentions(): readonly Mention[] {
  const isPerson = useQuery(meQuery).data?.agent != null;
  return useQuery({ ...mentionsQuery, enabled: isPerson }).data?.data ?? none;
}

/** The tickets on which a note waits for one. */
export function useMentioned(): ReadonlySet<string> {
  const mentions = useMentions();
  return useMemo(() => new Set(mentions.map(({ ticket }) => ticket.id)), [mentions]);
}

/** Keeps the list true, and says what is new in it; for the frame alone. */
export function useMentionNews(): void {
  const mentions = useMentions();
  const navigate = useNavigate();
  const known = useRef<ReadonlySet<string> | null>(null);
  const loaded = useQuery({ ...mentionsQuery, enabled: false }).isSuccess;
  const refresh = () => void queryClient.invalidateQueries({ queryKey: mentionsQuery.queryKey });
  useLive("mention", refresh);
  // A note that was taken back waits for nobody.
  useLive("ticket", (ids) => {
    if (mentions.some(({ ticket }) => ids.includes(ticket.id))) refresh();
  });
  useEffect(() => {
    if (!loaded) return;
    const before = known.current;
    known.current = new Set(mentions.map(({ messageId }) => messageId));
    // What waited when the page was opened is marked, not said.
    if (before === null) return;
    for (const mention of mentions.filter(({ messageId }) => !before.has(messageId)).slice(0, 3)) {
      const { ticket } = mention;
      if (isLookedAt(ticket.id)) continue;
      wanted({
        id: `mention-${ticket.id}`,
        title: `${mention.author} names you on #${ticket.number}`,
        message: mention.preview,
        href: `/inbox/${ticket.number}`,
        go: () => void navigate({ to: "/inbox/$number", params: { number: String(ticket.number) }, search: {} }),
      });
    }
  }, [loaded, mentions, navigate]);
}

let openTicket: string | null = null;

/** The ticket's page is shown: what names one there is seen, as soon as somebody can see it. */
export function useSeeMentions(ticketId: string): void {
  const isWaiting = useMentioned().has(ticketId);
  useEffect(() => {
    openTicket = ticketId;
    return () => {
      if (openTicket === ticketId) openTicket = null;
    };
  }, [ticketId]);
  useEffect(() => {
    if (!isWaiting) return;
    const see = () => {
      if (isLookedAt(ticketId)) void markSeen(ticketId);
    };
    see();
    document.addEventListener("visibilitychange", see);
    return () => document.removeEventListener("visibilitychange", see);
  }, [ticketId, isWaiting]);
}

function isLookedAt(ticketId: string): boolean {
  return openTicket === ticketId && document.visibilityState === "visible";
}

async function markSeen(ticketId: string): Promise<void> {
  await queryClient.cancelQueries({ queryKey: mentionsQuery.queryKey });
  queryClient.setQueryData<MentionList>(mentionsQuery.queryKey, (list) =>
    list === undefined ? list : { data: list.data.filter(({ ticket }) => ticket.id !== ticketId) },
  );
  try {
    await post(`/tickets/${ticketId}/mentions/seen`);
  } catch {
    // It waits there still, and is tried again when the list is read anew.
    void queryClient.invalidateQueries({ queryKey: mentionsQuery.queryKey });
  }
}
