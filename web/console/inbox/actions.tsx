// What can be done to the chosen tickets: pick a state, a person or a priority, then it is done.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { TicketSummary } from "#contract/tickets.ts";
import { Tag } from "../../ui/tag.tsx";
import { count } from "../../ui/time.ts";
import { priorityMarks, stateMarks, stateMeanings, type TicketPriority, type TicketState } from "../../ui/words.ts";
import { agentsQuery, meQuery } from "../queries.ts";
import { type Change, changeTickets } from "./changes.ts";
import { type Choice, Picker } from "./picker.tsx";

export type Asked = "resolve" | "state" | "assignee" | "priority";

export function TicketActions(props: {
  asked: Asked;
  targets: readonly TicketSummary[];
  close: () => void;
  done: (change: Change) => void;
}) {
  const { asked, targets, close, done } = props;
  const assignees = useAssignees();
  const what = targets.length === 1 ? `#${targets[0]?.number}` : count(targets.length, "ticket");
  const apply = (change: Change, words: string) => {
    done(change);
    void changeTickets(targets, change, words);
  };
  if (asked === "resolve") return <AtOnce act={() => (close(), apply({ state: "resolved" }, `${what} resolved`))} />;
  if (asked === "state")
    return (
      <Picker
        title={`State of ${what}`}
        choices={stateChoices}
        close={close}
        pick={(state, word) => apply({ state }, `${what}: ${word.toLowerCase()}`)}
      />
    );
  if (asked === "priority")
    return (
      <Picker
        title={`Priority of ${what}`}
        choices={priorityChoices}
        close={close}
        pick={(priority, word) => apply({ priority }, `${what}: ${word.toLowerCase()} priority`)}
      />
    );
  return (
    <Picker
      title={`Who looks after ${what}?`}
      choices={assignees}
      close={close}
      pick={(assignee, word) =>
        apply({ assignee }, assignee === null ? `${what} is on nobody's desk` : `${what} assigned to ${word}`)
      }
    />
  );
}

/** Who a ticket can be given to: oneself first, then colleagues, then nobody. */
export function useAssignees(): Choice<TicketSummary["assignee"]>[] {
  const agents = useQuery(agentsQuery);
  const me = useQuery(meQuery);
  const mine = me.data?.agent?.id;
  const active = (agents.data ?? [])
    .filter((agent) => !agent.disabled)
    .sort((a, b) => Number(b.id === mine) - Number(a.id === mine) || a.name.localeCompare(b.name));
  return [
    ...active.map((agent) => ({
      value: { id: agent.id, name: agent.name },
      word: agent.name,
      hint: agent.id === mine ? "you" : agent.email,
    })),
    { value: null, word: "Nobody", hint: "takes it off every desk" },
  ];
}

export const stateChoices: readonly Choice<TicketState>[] = (
  ["open", "pending", "on-hold", "resolved", "spam", "trash"] as const
).map((state) => ({
  value: state,
  word: stateMarks[state].word,
  hint: stateMeanings[state],
}));

export const priorityChoices: readonly Choice<TicketPriority>[] = (["urgent", "high", "normal", "low"] as const).map(
  (priority) => ({
    value: priority,
    word: priorityMarks[priority].word,
    ...(priority === "urgent" || priority === "high"
      ? { mark: <Tag mark={{ ...priorityMarks[priority], word: "" }} quiet /> }
      : {}),
  }),
);

// Acts once when it appears (an effect runs twice in development's strict mode).
function AtOnce({ act }: { act: () => void }) {
  const acted = useRef(false);
  useEffect(() => {
    if (acted.current) return;
    acted.current = true;
    act();
  });
  return null;
}
