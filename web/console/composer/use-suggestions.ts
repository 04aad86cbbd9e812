// What "/" and "@" can bring: canned replies with this ticket's names, and in a note the colleagues.
import { useQuery } from "@tanstack/react-query";
import type { CannedReply } from "#contract/canned-replies.ts";
import { explain } from "../../api.ts";
import { agentsQuery, meQuery } from "../queries.ts";
import { cannedRepliesQuery, renderedReply } from "./queries.ts";
import type { Suggestion } from "./suggestion-list.tsx";

interface Suggestions {
  replies: readonly CannedReply[];
  suggestions: Partial<Record<"/" | "@", readonly Suggestion[]>>;
  /** The HTML that takes the place of what was typed; "" where there is none, which has been said. */
  take: (sign: "/" | "@", suggestion: Suggestion) => Promise<string>;
  filled: (replyId: string) => Promise<string>;
}

export function useSuggestions(ticketId: string, internal: boolean, refused: (why: string) => void): Suggestions {
  const replies = useQuery(cannedRepliesQuery).data ?? [];
  const agents = useQuery(agentsQuery).data ?? [];
  const myId = useQuery(meQuery).data?.agent?.id;
  const colleagues = agents
    .filter((agent) => !agent.disabled && agent.id !== myId)
    .map(({ id, name, email }) => ({ id, word: name, hint: email }));
  const filled = async (replyId: string): Promise<string> => {
    try {
      const { html, rendered } = await renderedReply(replyId, ticketId);
      return rendered?.html ?? html;
    } catch (error) {
      refused(explain(error).detail);
      return "";
    }
  };
  return {
    replies,
    suggestions: {
      "/": replies.map(({ id, name, text }) => ({ id, word: name, hint: text.slice(0, 80) })),
      ...(internal ? { "@": colleagues } : {}),
    },
    take: async (sign, { id, word }) =>
      sign === "/" ? filled(id) : `<span data-mention="${escaped(id)}">@${escaped(word)}</span>&nbsp;`,
    filled,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
