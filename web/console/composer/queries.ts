// What the composer asks of the server, each with the one key under which its answer is kept.
import { queryOptions } from "@tanstack/react-query";
import type { CannedReplyPage, CannedVariables, RenderedCannedReply } from "#contract/canned-replies.ts";
import type { Draft, DraftAnswer, DraftContent } from "#contract/drafts.ts";
import type { RecipientCheck, RecipientCheckRequest } from "#contract/replies.ts";
import type { Signature } from "#contract/signature.ts";
import { get, post } from "../../api.ts";
import { queryClient } from "../queries.ts";

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
