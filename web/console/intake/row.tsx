// One delivery in the stream: when, where, who, what, and what became of it in words.
import { Button } from "@mantine/core";
import { memo } from "react";
import type { DeliverySummary } from "#contract/deliveries.ts";
import { Age } from "../../ui/clock.tsx";
import { Tag } from "../../ui/tag.tsx";
import { outcomeMarks, reasonOf } from "../../ui/words.ts";
import { dismiss, release } from "./actions.ts";
import styles from "./intake.module.css";

/** Pixels; the style sheet's .row has the same. */
export const deliveryRowHeight = 52;

interface RowProps {
  row: DeliverySummary;
  place: number;
  count: number;
  isCurrent: boolean;
  isOpen: boolean;
  actions: boolean;
  open: (id: string) => void;
}

export const DeliveryRow = memo(function DeliveryRow(props: RowProps) {
  const { row } = props;
  const outcome = row.outcome;
  return (
    <li
      className={styles.row}
      style={{ transform: `translateY(${props.place * deliveryRowHeight}px)` }}
      aria-posinset={props.place + 1}
      aria-setsize={props.count}
      data-open={props.isOpen || undefined}
      data-actions={props.actions || undefined}
    >
      <button
        type="button"
        id={`delivery-${row.id}`}
        className={styles.open}
        tabIndex={props.isCurrent ? 0 : -1}
        onClick={() => props.open(row.id)}
      >
        <span className={styles.when}>
          <Age at={row.receivedAt} />
        </span>
        <span className={`${styles.source} clip`}>{row.source.name}</span>
        <span className={`${styles.sender} clip`}>{row.sender ?? "no sender"}</span>
        <span className={`${styles.subject} clip`}>{row.subject ?? (outcome === null ? "not read yet" : "(no subject)")}</span>
        <span className={styles.outcome}>
          {props.actions ? null : <Tag mark={outcomeMarks[outcome?.action ?? "pending"]} />}
          <span className={`${styles.reason} clip`}>{wordsOf(row)}</span>
        </span>
      </button>
      {props.actions ? (
        <span className={styles.actions}>
          <Button size="compact-sm" variant="default" tabIndex={props.isCurrent ? 0 : -1} onClick={() => void release(row)}>
            Release
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            tabIndex={props.isCurrent ? 0 : -1}
            onClick={() => void dismiss(row)}
          >
            Dismiss
          </Button>
        </span>
      ) : null}
    </li>
  );
});

function wordsOf(row: DeliverySummary): string {
  if (row.outcome === null) return "stored, to be read in a moment";
  const again = row.queued ? " · being read again" : "";
  const dismissed = row.outcome.dismissedAt === null ? "" : " · dismissed";
  if (row.outcome.action === "create" || row.outcome.action === "append")
    return `${row.outcome.ticket === null ? "" : `#${row.outcome.ticket.number}`}${again}`;
  return `${reasonOf(row.outcome.reason) ?? ""}${dismissed}${again}`;
}
