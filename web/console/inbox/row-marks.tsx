// Small marks of a row: an answer that did not arrive, a note that names one, a draft. Each has a shape and a word of its own.
import {
  IconAlertTriangle,
  IconAt,
  IconBan,
  IconClockPause,
  IconHourglassLow,
  IconMailQuestion,
  IconMailX,
  IconPencil,
} from "@tabler/icons-react";
import type { TicketSummary } from "#contract/tickets.ts";
import { useDrafted } from "../composer/queries.ts";
import { useMentioned } from "../mentions.ts";
import styles from "./inbox.module.css";

const drawn = {
  named: { Icon: IconAt, tone: "accent", word: "A note here names you" },
  drafted: { Icon: IconPencil, tone: "plain", word: "You have a draft here" },
  failed: { Icon: IconAlertTriangle, tone: "bad", word: "Not delivered: an answer was refused" },
  bounced: { Icon: IconMailX, tone: "bad", word: "Not delivered: an answer bounced" },
  suppressed: { Icon: IconBan, tone: "bad", word: "Not delivered: nothing is sent to an address that bounced or complained" },
  unknown: { Icon: IconMailQuestion, tone: "warn", word: "Unknown whether an answer arrived; it is tried again" },
  deferred: { Icon: IconHourglassLow, tone: "warn", word: "Not delivered yet: an answer waits for another try" },
  queued: { Icon: IconClockPause, tone: "plain", word: "An answer is about to leave" },
} as const;

/** Names of marks, in order, with a space between. */
export type RowMark = string;

/** What a row shows of what is one's own, and of its answers. */
export function useRowMarks(): (row: Pick<TicketSummary, "id" | "delivery">) => RowMark {
  const named = useMentioned();
  const drafted = useDrafted();
  return ({ id, delivery }) =>
    [delivery ?? "", named.has(id) ? "named" : "", drafted.has(id) ? "drafted" : ""].filter((name) => name !== "").join(" ");
}

export function RowMarks({ marks }: { marks: RowMark }) {
  if (marks === "") return null;
  return marks.split(" ").map((name) => {
    const { Icon, tone, word } = drawn[name as keyof typeof drawn];
    return (
      <span key={name} className={styles.mark} data-tone={tone} role="img" aria-label={word} title={word}>
        <Icon size={15} stroke={1.8} aria-hidden="true" />
      </span>
    );
  });
}
