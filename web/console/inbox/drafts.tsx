// Drafts: what one has begun on any ticket, to go on with.
import { IconNote, IconPencil, IconSend2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { draftsQuery } from "../composer/queries.ts";
import { askReopen } from "../composer/sending.ts";
import { OwnList } from "./own-list.tsx";
import styles from "./inbox.module.css";
import type { OwnView } from "./views.ts";

export function Drafts({ view, open }: { view: OwnView; open: string | null }) {
  const drafts = useQuery(draftsQuery);
  const rows = drafts.data?.map(({ ticketId, number, subject, internal, updatedAt }) => ({
    id: ticketId,
    number,
    subject,
    at: updatedAt,
    head: (
      <>
        {internal ? (
          <IconNote size={15} stroke={1.7} className={styles.channel} aria-hidden="true" />
        ) : (
          <IconSend2 size={15} stroke={1.7} className={styles.channel} aria-hidden="true" />
        )}
        <span className={styles.who}>{internal ? "Draft of a note" : "Draft of an answer"}</span>
      </>
    ),
    line: `#${number}`,
  }));
  return (
    <OwnList
      view={view}
      rows={rows ?? null}
      error={drafts.error}
      retry={() => void drafts.refetch()}
      open={open}
      icon={<IconPencil size={28} stroke={1.5} />}
      opening={(row) => askReopen(row.id)}
    />
  );
}
