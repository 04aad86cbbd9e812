// Mentions: the tickets with notes that name one, until they have been opened; what was opened just now stays in its place.
import { IconAt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { Mention } from "#contract/mentions.ts";
import { count } from "../../ui/time.ts";
import { mentionsQuery } from "../mentions.ts";
import { OwnList } from "./own-list.tsx";
import styles from "./inbox.module.css";
import type { OwnView } from "./views.ts";

export function Mentions({ view, open }: { view: OwnView; open: string | null }) {
  const mentions = useQuery(mentionsQuery);
  const tickets = useThisVisit(mentions.data?.data);
  const rows = tickets?.map(({ newest, notes, isSeen }) => ({
    id: newest.ticket.id,
    number: newest.ticket.number,
    subject: newest.ticket.subject,
    at: newest.writtenAt,
    isQuiet: isSeen,
    head: (
      <>
        <IconAt
          size={15}
          stroke={1.8}
          className={styles.mark}
          data-tone={isSeen ? undefined : "accent"}
          role="img"
          aria-label={isSeen ? "Seen" : "Not seen yet"}
        />
        <span className={`${styles.who} clip`}>{newest.author}</span>
        {notes > 1 ? <span className={styles.count}>{count(notes, "note")}</span> : null}
      </>
    ),
    line: newest.preview,
  }));
  return (
    <OwnList
      view={view}
      rows={rows ?? null}
      error={mentions.error}
      retry={() => void mentions.refetch()}
      open={open}
      icon={<IconAt size={28} stroke={1.5} />}
    />
  );
}

interface NamedOn {
  newest: Mention;
  notes: number;
  isSeen: boolean;
}

// One row a ticket. A row that went away under the eye would take the next one with it.
function useThisVisit(waiting: readonly Mention[] | undefined): NamedOn[] | undefined {
  const met = useRef(new Map<string, NamedOn>());
  if (waiting === undefined) return undefined;
  const byTicket = Map.groupBy(waiting, ({ ticket }) => ticket.id);
  for (const [id, known] of met.current) if (!byTicket.has(id)) met.current.set(id, { ...known, isSeen: true });
  for (const [id, notes] of byTicket) {
    const [newest] = notes;
    if (newest !== undefined) met.current.set(id, { newest, notes: notes.length, isSeen: false });
  }
  return [...met.current.values()].toSorted((a, b) => b.newest.writtenAt.localeCompare(a.newest.writtenAt));
}
