// Subject, number, state, assignee and priority in one line, each changed where it stands.
import { Menu, UnstyledButton } from "@mantine/core";
import { IconArrowLeft, IconChevronDown } from "@tabler/icons-react";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Ticket } from "#contract/tickets.ts";
import { IconLink } from "../../ui/links.tsx";
import { Tag } from "../../ui/tag.tsx";
import { priorityMarks, stateMarks } from "../../ui/words.ts";
import { priorityChoices, stateChoices, useAssignees } from "../inbox/actions.tsx";
import { type Change, changeTickets } from "../inbox/changes.ts";
import type { Choice } from "../inbox/picker.tsx";
import { useMay } from "../queries.ts";
import styles from "./ticket.module.css";

export function Header({ ticket }: { ticket: Ticket }) {
  const search = useSearch({ from: "/app/inbox" });
  const assignees = useAssignees();
  const apply = (change: Change, words: string) => void changeTickets([ticket], change, `#${ticket.number} ${words}`);
  return (
    <header className={styles.head}>
      <IconLink to="/inbox" search={search} className={styles.back} size={32} aria-label="Back to the list">
        <IconArrowLeft size={18} />
      </IconLink>
      <div className={styles.heading}>
        <h1 className={styles.subject} title={ticket.subject}>
          {ticket.subject === "" ? "(no subject)" : ticket.subject}
        </h1>
        <div className={styles.facts}>
          <span className={styles.number}>#{ticket.number}</span>
          <Change label="State" choices={stateChoices} pick={(state, word) => apply({ state }, word.toLowerCase())}>
            <Tag mark={stateMarks[ticket.state]} />
          </Change>
          <Change
            label="Assignee"
            choices={assignees}
            pick={(assignee, word) => apply({ assignee }, assignee === null ? "is on nobody's desk" : `assigned to ${word}`)}
          >
            <span className={ticket.assignee === null ? "muted" : undefined}>{ticket.assignee?.name ?? "Unassigned"}</span>
          </Change>
          <Change
            label="Priority"
            choices={priorityChoices}
            pick={(priority, word) => apply({ priority }, `${word.toLowerCase()} priority`)}
          >
            <Tag mark={{ ...priorityMarks[ticket.priority], word: `${priorityMarks[ticket.priority].word} priority` }} quiet />
          </Change>
        </div>
      </div>
    </header>
  );
}

function Change<Value>(props: {
  label: string;
  choices: readonly Choice<Value>[];
  pick: (value: Value, word: string) => void;
  children: ReactNode;
}) {
  const may = useMay("tickets:write");
  return (
    <Menu position="bottom-start" width={260} disabled={!may}>
      <Menu.Target>
        <UnstyledButton className={styles.change} disabled={!may}>
          <span className={styles.hidden}>{props.label}: </span>
          {props.children}
          {may ? <IconChevronDown size={14} aria-hidden="true" /> : null}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {props.choices.map((choice) => (
          <Menu.Item
            key={choice.word}
            onClick={() => props.pick(choice.value, choice.word)}
            rightSection={<span className={styles.choiceHint}>{choice.hint}</span>}
          >
            {choice.word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
