// One ticket in the list: who, what, the first line, how old, in which state, on whose desk.
import { Checkbox } from "@mantine/core";
import { IconMail, IconMessages } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Agent } from "#contract/agents.ts";
import type { TicketSummary } from "#contract/tickets.ts";
import { Age } from "../../ui/clock.tsx";
import { senderShown, shortSender } from "../../ui/sender.ts";
import { Dot, Tag } from "../../ui/tag.tsx";
import { priorityMarks, stateMarks } from "../../ui/words.ts";
import type { InboxSearch } from "../router.tsx";
import styles from "./inbox.module.css";
import { RowMarks, type RowMark } from "./row-marks.tsx";
import { isUnread, type useSeen } from "./unread.ts";

/** Pixels; the style sheet's .row has the same. */
export const rowHeight = 80;

interface RowProps {
  row: TicketSummary;
  place: number;
  count: number;
  search: InboxSearch;
  seen: ReturnType<typeof useSeen>;
  /** As one text, so that a row whose marks stay is not drawn anew. */
  marks: RowMark;
  agents: readonly Agent[];
  workspace: string;
  isOpen: boolean;
  isCurrent: boolean;
  isChosen: boolean;
  toggle: (id: string, range: boolean) => void;
}

export const Row = memo(function Row(props: RowProps) {
  const { row, place, isOpen, isCurrent, isChosen } = props;
  const who = senderShown(row.requester.name, row.requester.email ?? "", props.agents, props.workspace);
  const unread = isUnread(row, props.seen);
  const subject = row.subject === "" ? "(no subject)" : row.subject;
  return (
    <li
      className={styles.row}
      style={{ transform: `translateY(${place * rowHeight}px)` }}
      aria-posinset={place + 1}
      aria-setsize={props.count}
      data-open={isOpen || undefined}
      data-current={isCurrent || undefined}
      data-chosen={isChosen || undefined}
      data-unread={unread || undefined}
    >
      <span className={styles.choose}>
        <Checkbox
          size="xs"
          aria-label={`Select #${row.number} ${subject}`}
          tabIndex={isCurrent ? 0 : -1}
          checked={isChosen}
          onChange={() => {}}
          onClick={(event) => props.toggle(row.id, event.shiftKey)}
        />
      </span>
      <Link
        id={`row-${row.id}`}
        className={styles.open}
        to="/inbox/$number"
        params={{ number: String(row.number) }}
        search={props.search}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? "true" : undefined}
        preload={false}
      >
        <span className={styles.line}>
          {unread ? <span className={styles.unread} role="img" aria-label="Not read yet" /> : null}
          <span className={`${styles.who} clip`} title={row.requester.email ?? undefined}>
            {shortSender(who)}
          </span>
          {row.messageCount > 1 ? (
            <span className={styles.count} title={`${row.messageCount} messages`}>
              <IconMessages size={14} stroke={1.6} aria-hidden="true" /> {row.messageCount}
            </span>
          ) : null}
          {row.priority === "high" || row.priority === "urgent" ? <Tag mark={priorityMarks[row.priority]} quiet /> : null}
          <span className={styles.age}>
            <Age at={row.lastMessageAt} />
          </span>
        </span>
        <span className={`${styles.subject} clip`}>{subject}</span>
        <span className={styles.line}>
          <IconMail size={14} stroke={1.6} className={styles.channel} aria-label={`By mail, ${row.source.name}`} />
          <span className={`${styles.preview} clip`}>{row.preview}</span>
          <RowMarks marks={props.marks} />
          {row.assignee === null ? null : (
            <span className={styles.face} title={`Assigned to ${row.assignee.name}`}>
              {initials(row.assignee.name)}
            </span>
          )}
          <Dot mark={stateMarks[row.state]} />
        </span>
      </Link>
    </li>
  );
});

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  return `${words[0]?.[0] ?? "?"}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}
