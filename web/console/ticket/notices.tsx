// What stands above the messages: earlier ones to load, a related ticket, bounces.
import { Alert, Button } from "@mantine/core";
import { IconArrowsJoin, IconMailX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Ticket, TicketReport } from "#contract/tickets.ts";
import { Age } from "../../ui/clock.tsx";
import { LongWords } from "../../ui/long-words.tsx";
import { Trouble } from "../../ui/states.tsx";
import { bounceWords } from "../../ui/words.ts";
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
        <Report key={report.id} report={report} />
      ))}
    </>
  );
}

function Report({ report }: { report: TicketReport }) {
  const { title, color } = headline(report);
  return (
    <Alert color={color} icon={<IconMailX size={18} />} title={title}>
      {report.recipients.map((recipient) => (
        <div key={recipient.address}>
          {recipient.address}: {recipient.action}
          {recipient.action === "delivered" ? "" : `, ${bounceWords[recipient.reason]}`}
          {recipient.status === null ? "" : ` (${recipient.status})`}
          {recipient.permanent === false ? ". It may go through later." : ""}
          {recipient.diagnostic === null ? null : <LongWords>{recipient.diagnostic}</LongWords>}
        </div>
      ))}
      <Age at={report.receivedAt} long /> ·{" "}
      <Link to="/intake" search={{ delivery: report.deliveryId }}>
        the report itself
      </Link>
    </Alert>
  );
}

function headline({ kind, recipients }: TicketReport): { title: string; color: string } {
  if (kind === "feedback") return { title: "A recipient complained", color: "red" };
  if (kind === "disposition") return { title: "A recipient's program says what became of a message", color: "gray" };
  if (recipients.length > 0 && recipients.every((recipient) => recipient.action === "delayed"))
    return { title: "A message is delayed; their server keeps trying", color: "yellow" };
  if (recipients.length > 0 && recipients.every((recipient) => ["delivered", "relayed", "expanded"].includes(recipient.action)))
    return { title: "A message was delivered", color: "gray" };
  return { title: "A message could not be delivered", color: "red" };
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
