// Who will read the answer, and what the guard says about them.
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RecipientCheck, RecipientCheckRequest } from "#contract/replies.ts";
import { queryClient } from "../queries.ts";
import { recipientsQuery } from "./queries.ts";
import type { Answer } from "./use-answer.ts";
import type { Recipients } from "./wire.ts";

export interface Readers {
  /** Null as long as it is not known who they are. */
  people: Recipients | null;
  set(people: Recipients): void;
  /** As of some keystrokes ago. */
  check: UseQueryResult<RecipientCheck>;
  /** Asked of the server now. Rejects with ApiProblem. */
  checkNow(): Promise<RecipientCheck>;
}

const settleMs = 300;

export function useReaders(ticketId: string, answer: Answer): Readers {
  const { given, quote, internal } = answer;
  const { text, html } = answer.written;
  const request = useMemo<RecipientCheckRequest>(() => ({ ...given, text, html, quote }), [given, text, html, quote]);
  const [settled] = useDebouncedValue(request, settleMs);
  const check = useQuery({ ...recipientsQuery(ticketId, settled), enabled: !internal, placeholderData: (before) => before });
  return {
    people: given ?? (check.data === undefined ? null : { to: check.data.to, cc: check.data.cc, bcc: check.data.bcc }),
    set: (people) => answer.change({ given: people }),
    check,
    checkNow: () => queryClient.fetchQuery({ ...recipientsQuery(ticketId, request), staleTime: 0 }),
  };
}
