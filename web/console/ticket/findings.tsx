// What a message carries beside its words: an original that it passes on, a claimed author, an invitation, a seal.
import { Button } from "@mantine/core";
import { IconArrowForwardUp, IconCalendarEvent, IconLock, IconUserQuestion } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { Address, CalendarInvite, ForwardedOriginal, Message } from "#contract/messages.ts";
import type { Ticket } from "#contract/tickets.ts";
import { moment, wholeDay } from "../../ui/time.ts";
import { claimWords, inviteWords, securityWords } from "../../ui/words.ts";
import { changeRequester } from "./requester.ts";
import styles from "./message.module.css";

export function Findings({ message, ticket }: { message: Message; ticket: Ticket }) {
  const { forwarded, claimedAuthors, calendar, security } = message;
  return (
    <>
      {security?.encrypted == null ? null : (
        <Finding icon={<IconLock size={18} />} title={`Encrypted with ${securityWords[security.encrypted]}`}>
          Inlet has no key and cannot open it. The encrypted part is kept as a file: who has the key can open it.
        </Finding>
      )}
      {calendar === null ? null : <Invite invite={calendar} />}
      {forwarded === null ? null : <Forwarded original={forwarded} ticket={ticket} />}
      {claimedAuthors.slice(0, 1).map((claim) => (
        <Finding key={claim.author.address} icon={<IconUserQuestion size={18} />} title={claimWords[claim.by]}>
          It names {whoOf(claim.author)} as its author. Nothing proves that; if you trust {claim.forwarder}, add it to the trusted
          forwarders of this source.
          <div className={styles.findingActs}>
            <MakeRequester who={claim.author} ticket={ticket} />
          </div>
        </Finding>
      ))}
    </>
  );
}

function Finding({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <section className={styles.finding} aria-label={title}>
      <span className={styles.findingIcon} aria-hidden="true">
        {icon}
      </span>
      <div className={styles.findingBody}>
        <div className={styles.findingTitle}>{title}</div>
        {children}
      </div>
    </section>
  );
}

function Forwarded({ original, ticket }: { original: ForwardedOriginal; ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const { author, subject, sentAt, dateText, text } = original;
  const date = sentAt === null ? dateText : moment(sentAt);
  const address = author?.address ?? null;
  return (
    <Finding icon={<IconArrowForwardUp size={18} />} title="Passes on a message">
      <dl className={styles.facts}>
        <Fact name="By">{author === null ? "it does not say" : whoOf({ name: author.name, address: address ?? "" })}</Fact>
        {original.to.length === 0 ? null : <Fact name="To">{original.to.map((one) => one.address).join(", ")}</Fact>}
        {subject === null || subject === "" ? null : <Fact name="Subject">{subject}</Fact>}
        {date === null ? null : <Fact name="Sent">{date}</Fact>}
      </dl>
      {open && text !== null ? <div className={styles.original}>{text}</div> : null}
      <div className={styles.findingActs}>
        {text === null || text === "" ? null : (
          <Button className={styles.act} size="compact-sm" variant="subtle" onClick={() => setOpen(!open)} aria-expanded={open}>
            {open ? "Hide it" : "Read it"}
          </Button>
        )}
        {address === null ? null : <MakeRequester who={{ name: author?.name ?? "", address }} ticket={ticket} />}
      </div>
    </Finding>
  );
}

function MakeRequester({ who, ticket }: { who: Address; ticket: Ticket }) {
  const asks = ticket.requester.addresses.some((address) => address.toLowerCase() === who.address.toLowerCase());
  if (asks) return null;
  return (
    <Button className={styles.act} size="compact-sm" variant="light" onClick={() => void changeRequester(ticket, who)}>
      Make them the requester
    </Button>
  );
}

function Invite({ invite }: { invite: CalendarInvite }) {
  return (
    <Finding icon={<IconCalendarEvent size={18} />} title={inviteWords[invite.method]}>
      <dl className={styles.facts}>
        {invite.summary === "" ? null : <Fact name="What">{invite.summary}</Fact>}
        {invite.startsAt === null ? null : <Fact name="When">{timesOf(invite)}</Fact>}
        {invite.location === "" ? null : <Fact name="Where">{invite.location}</Fact>}
        {invite.organizer === "" ? null : <Fact name="By">{invite.organizer}</Fact>}
      </dl>
    </Finding>
  );
}

function timesOf({ startsAt, endsAt, allDay }: CalendarInvite): string {
  if (startsAt === null) return "";
  if (allDay) return wholeDay(startsAt);
  const [start, end] = [moment(startsAt), endsAt === null ? "" : moment(endsAt)];
  if (end === "" || end === start) return start;
  // On one day the end's time says it all.
  const [day, time] = end.split(", ") as [string, string];
  return `${start} to ${start.startsWith(`${day},`) ? time : end}`;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function whoOf({ name, address }: Address): string {
  if (name === "") return address;
  return address === "" ? name : `${name} <${address}>`;
}
