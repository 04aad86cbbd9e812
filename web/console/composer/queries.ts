// What the composer asks of the server, each with the one key under which its answer is kept.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { CannedReplyPage, CannedVariables, RenderedCannedReply } from "#contract/canned-replies.ts";
import type { Draft, DraftAnswer, DraftContent, DraftList, SaveDraftRequest } from "#contract/drafts.ts";
import type { RecipientCheck, RecipientCheckRequest } from "#contract/replies.ts";
import type { Signature } from "#contract/signature.ts";
import { get, post, put, remove } from "../../api.ts";
import { meQuery, queryClient } from "../queries.ts";
import type { DraftState, DraftWays } from "./drafts.ts";

export function draftQuery(ticketId: string) {
  return queryOptions({
    queryKey: ["draft", ticketId],
    queryFn: async ({ signal }): Promise<Draft | null> =>
      (await get<DraftAnswer>(`/tickets/${ticketId}/draft`, {}, signal)).draft,
    // While it is being written the page knows better than the server.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** What this page knows the draft to be by now; null: there is none. */
export function setDraft(ticketId: string, content: DraftContent | null): void {
  const known: Draft | null = content === null ? null : { ...content, updatedAt: new Date().toISOString() };
  queryClient.setQueryData<Draft | null>(["draft", ticketId], known);
}

/** Where one's drafts are, newest first. */
export const draftsQuery = queryOptions({
  queryKey: ["drafts"],
  queryFn: ({ signal }) => get<DraftList>("/drafts", {}, signal),
  select: (list) => list.data,
  staleTime: 60_000,
});

/** The tickets that one has begun to write on. */
export function useDrafted(): ReadonlySet<string> {
  const isPerson = useQuery(meQuery).data?.agent != null;
  const drafts = useQuery({ ...draftsQuery, enabled: isPerson }).data;
  return useMemo(() => new Set((drafts ?? []).map(({ ticketId }) => ticketId)), [drafts]);
}

/** The list of drafts has changed by what was done to this one. */
export function draftsChanged(): void {
  void queryClient.invalidateQueries({ queryKey: draftsQuery.queryKey });
}

/** Keeps and discards the draft of a ticket on the server; the list of drafts follows. */
export function draftWays(ticketId: string, told: (state: DraftState) => void): DraftWays {
  const path = `/tickets/${ticketId}/draft`;
  return {
    keep: async (content, outlivesPage) => {
      const attachments = content.attachments.map(({ id }) => id);
      await put<DraftAnswer>(path, { ...content, attachments } satisfies SaveDraftRequest, { outlivesPage });
      draftsChanged();
    },
    discard: async () => {
      await remove(path);
      draftsChanged();
    },
    told,
  };
}

export function recipientsQuery(ticketId: string, request: RecipientCheckRequest) {
  return queryOptions({
    queryKey: ["recipients", ticketId, request],
    queryFn: ({ signal }) => post<RecipientCheck>(`/tickets/${ticketId}/recipients/check`, request, { signal }),
    staleTime: 10_000,
    gcTime: 60_000,
  });
}

export const cannedRepliesQuery = queryOptions({
  queryKey: ["canned-replies"],
  queryFn: ({ signal }) => get<CannedReplyPage>("/canned-replies", { limit: 100 }, signal),
  select: (page) => page.data,
});

/** A canned reply with the names and numbers of this ticket. */
export function renderedReply(id: string, ticketId: string): Promise<RenderedCannedReply> {
  return get<RenderedCannedReply>(`/canned-replies/${id}`, { ticket: ticketId });
}

export const variablesQuery = queryOptions({
  queryKey: ["canned-variables"],
  queryFn: ({ signal }) => get<CannedVariables>("/canned-replies/variables", {}, signal),
  select: (page) => page.data,
  staleTime: Number.POSITIVE_INFINITY,
});

export const signatureQuery = queryOptions({
  queryKey: ["signature"],
  queryFn: ({ signal }) => get<Signature>("/me/signature", {}, signal),
  staleTime: 5 * 60_000,
});

/** Below one's answers on a ticket: one's own and the source's, as readers get them. */
export function ticketSignatureQuery(ticketId: string) {
  return queryOptions({
    queryKey: ["signature", ticketId],
    queryFn: ({ signal }) => get<Signature>(`/tickets/${ticketId}/signature`, {}, signal),
    staleTime: 5 * 60_000,
  });
}
