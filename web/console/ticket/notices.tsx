// What stands above the messages: earlier ones to load, a related ticket, bounces.
import { Alert, Button } from "@mantine/core";
import { IconArrowsJoin, IconMailX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Ticket } from "#contract/tickets.ts";
import { Age } from "../../ui/clock.tsx";
import { Trouble } from "../../ui/states.tsx";
import { messagesQuery } from "../queries.ts";
import { MessageCard } from "./message.tsx";

export function Notices({ ticket }: { ticket: Ticket }) {
  return (
    <>
      {ticket.possiblyRelatedTo === null ? null : (
        <Alert color="yellow" icon={<IconArrowsJoin size={18} />} title="Possibly about another ticket">
          The subject names{" "}
          <Link to="/inbox/$number" params={{ number: String(ticket.possiblyRelatedTo.number) }}>
            #{ticket.possiblyRelatedTo.number} {ticket.possiblyRelatedTo.subject}
          </Link>
          , but its author is not on that ticket, so it stands alone. Only you and your colleagues see this.
        </Alert>
      )}
      {ticket.reports.map((report) => (
        <Alert
          key={report.id}
          color="red"
          icon={<IconMailX size={18} />}
          title={report.kind === "feedback" ? "A recipient complained" : "A message could not be delivered"}
        >
          {report.recipients.map((recipient) => (
            <div key={recipient.address}>
              {recipient.address}: {recipient.action}
              {recipient.status === null ? "" : ` (${recipient.status})`}
              {recipient.diagnostic === null ? "" : ` — ${recipient.diagnostic}`}
            </div>
          ))}
          <Age at={report.receivedAt} long /> ·{" "}
          <Link to="/intake" search={{ delivery: report.deliveryId }}>
            the report itself
          </Link>
        </Alert>
      ))}
    </>
  );
}

/** The messages before the newest 200. */
export function Earlier({ ticket, why }: { ticket: Ticket; why: (deliveryId: string) => void }) {
  const [asked, setAsked] = useState(false);
  const earlier = useQuery({ ...messagesQuery(ticket.id), enabled: asked });
  if (!ticket.hasEarlierMessages) return null;
  const shown = new Set(ticket.messages.map((message) => message.id));
  const more = (earlier.data?.data ?? []).filter((message) => !shown.has(message.id));
  return (
    <>
      {earlier.isSuccess ? null : (
        <Button variant="default" loading={asked && earlier.isPending} onClick={() => setAsked(true)}>
          Show earlier messages
        </Button>
      )}
      {earlier.isError ? <Trouble error={earlier.error} retry={() => void earlier.refetch()} /> : null}
      {more.map((message) => (
        <MessageCard key={message.id} message={message} ticket={ticket} folded why={why} />
      ))}
    </>
  );
}
