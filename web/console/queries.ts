// Everything the console asks of the server, each with the one key under which its answer is kept.
import { infiniteQueryOptions, QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import type { AuthStatus } from "#contract/auth.ts";
import type { Agent, Me, Scope } from "#contract/agents.ts";
import type { ApiKey } from "#contract/api-keys.ts";
import type { Books } from "#contract/books.ts";
import type { Delivery, DeliveryPage } from "#contract/deliveries.ts";
import type { Page } from "#contract/list.ts";
import type { Message } from "#contract/messages.ts";
import type { Source, SourceDetail } from "#contract/sources.ts";
import type { Ticket, TicketPage } from "#contract/tickets.ts";
import { ApiProblem, get } from "../api.ts";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      // A refusal stays a refusal; only what never arrived, or the server's own trouble, is worth a second try.
      retry: (failures, error) => failures < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
    },
  },
});

export const authStatusQuery = queryOptions({
  queryKey: ["auth-status"],
  queryFn: ({ signal }) => get<AuthStatus>("/auth/status", {}, signal),
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => get<Me>("/me", {}, signal),
  staleTime: 5 * 60_000,
});

/** Whether who is signed in may do this; the server asks the same again. */
export function useMay(scope: Scope): boolean {
  return useQuery(meQuery).data?.scopes.includes(scope) ?? false;
}

export const agentsQuery = queryOptions({
  queryKey: ["agents"],
  queryFn: ({ signal }) => get<Page<Agent>>("/agents", { limit: 100 }, signal),
  staleTime: 5 * 60_000,
  select: (page) => page.data,
});

export interface TicketFilter {
  state?: string;
  assignee?: string;
  source?: string;
  requester?: string;
  delivery?: string;
  q?: string;
}

export const pageSize = 50;

export function ticketsQuery(filter: TicketFilter) {
  return infiniteQueryOptions({
    queryKey: ["tickets", filter],
    queryFn: ({ pageParam, signal }) => firstTickets(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: TicketPage) => last.nextCursor,
    // The event stream keeps it true; a list that reloads itself would jump.
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

export function firstTickets(filter: TicketFilter, cursor: string | null, signal?: AbortSignal): Promise<TicketPage> {
  return get<TicketPage>("/tickets", { ...filter, limit: pageSize, cursor }, signal);
}

export function ticketQuery(number: string) {
  return queryOptions({
    queryKey: ["ticket", number],
    queryFn: ({ signal }) => get<Ticket>(`/tickets/by-number/${encodeURIComponent(number)}`, {}, signal),
  });
}

export function messagesQuery(ticketId: string) {
  return queryOptions({
    queryKey: ["messages", ticketId],
    queryFn: ({ signal }) => get<Page<Message>>(`/tickets/${ticketId}/messages`, { limit: 100 }, signal),
  });
}

export interface DeliveryFilter {
  outcome?: string;
  reason?: string;
  source?: string;
  q?: string;
  dismissed?: "true" | "false";
}

export function deliveriesQuery(filter: DeliveryFilter) {
  return infiniteQueryOptions({
    queryKey: ["deliveries", filter],
    queryFn: ({ pageParam, signal }) =>
      get<DeliveryPage>("/deliveries", { ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: DeliveryPage) => last.nextCursor,
    refetchOnWindowFocus: false,
  });
}

export function deliveryQuery(id: string) {
  return queryOptions({ queryKey: ["delivery", id], queryFn: ({ signal }) => get<Delivery>(`/deliveries/${id}`, {}, signal) });
}

export function booksQuery(hours: number, source?: string) {
  return queryOptions({
    queryKey: ["books", hours, source ?? null],
    queryFn: ({ signal }) => get<Books>("/books", { hours, source }, signal),
  });
}

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: ({ signal }) => get<Page<Source>>("/sources", { limit: 100 }, signal),
  select: (page) => page.data,
});

export function sourceQuery(id: string) {
  return queryOptions({
    queryKey: ["source", id],
    queryFn: ({ signal }) => get<SourceDetail>(`/sources/${encodeURIComponent(id)}`, {}, signal),
  });
}

export const apiKeysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: ({ signal }) => get<Page<ApiKey>>("/api-keys", { limit: 100 }, signal),
  select: (page) => page.data,
});
