// What the settings of sending ask of the server, each with the one key under which its answer is kept.
import { queryOptions } from "@tanstack/react-query";
import type { Page } from "#contract/list.ts";
import type { RelayAnswer } from "#contract/relays.ts";
import type { SendingDomain, SendingDomainDetail } from "#contract/sending-domains.ts";
import type { Suppression } from "#contract/suppressions.ts";
import { get } from "../../api.ts";

export const sendingDomainsQuery = queryOptions({
  queryKey: ["sending-domains"],
  queryFn: ({ signal }) => get<Page<SendingDomain>>("/sending-domains", { limit: 100 }, signal),
  select: (page) => page.data,
});

export function sendingDomainQuery(id: string) {
  return queryOptions({
    queryKey: ["sending-domain", id],
    queryFn: ({ signal }) => get<SendingDomainDetail>(`/sending-domains/${id}`, {}, signal),
  });
}

/** The workspace's relay, or the one that a domain's mail leaves through. */
export function relayQuery(domainId: string | null) {
  return queryOptions({
    queryKey: ["relay", domainId],
    queryFn: ({ signal }) => get<RelayAnswer>(relayPath(domainId), {}, signal),
    select: (answer) => answer.relay,
  });
}

export function relayPath(domainId: string | null): string {
  return domainId === null ? "/relay" : `/sending-domains/${domainId}/relay`;
}

export function suppressionsQuery(q: string, released: boolean) {
  return queryOptions({
    queryKey: ["suppressions", q, released],
    queryFn: ({ signal }) =>
      get<Page<Suppression>>("/suppressions", { limit: 100, q, released: released ? "true" : "false" }, signal),
    placeholderData: (before) => before,
  });
}
