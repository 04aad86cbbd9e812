// One message: who says so and how sure that is, what it adds, and behind it all that came with it.
import { Anchor, Button, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconHelpCircle, IconRobot, IconWritingSign } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Address, Message } from "#contract/messages.ts";
import type { Ticket } from "#contract/tickets.ts";
import { addressOf } from "../../api.ts";
import { AddressText } from "../../ui/address-text.tsx";
import { Age } from "../../ui/clock.tsx";
import { RawText } from "../../ui/raw-text.tsx";
import { senderShown } from "../../ui/sender.ts";
import { Tag } from "../../ui/tag.tsx";
import { kindWords, securityWords, senderMarks, standingWords } from "../../ui/words.ts";
import { agentsQuery, deliveryQuery, meQuery } from "../queries.ts";
import { Attachments } from "./attachments.tsx";
import { Copies } from "./copies.tsx";
import { Findings } from "./findings.tsx";
import { OriginalFrame } from "./original-frame.tsx";
import styles from "./message.module.css";

export function MessageCard({
  message,
  ticket,
  folded,
  why,
}: {
  message: Message;
  ticket: Ticket;
  folded: boolean;
  why: (deliveryId: string) => void;
}) {
  const [open, setOpen] = useState(!folded);
  const [whole, setWhole] = useState(false);
  const [original, setOriginal] = useState(false);
  const hasMore = message.text.trim() !== message.visibleText.trim();
  const isOurs = message.direction !== "inbound";
  const text = whole ? message.text : message.visibleText;
  if (!open) {
    return (
      <UnstyledButton className={styles.folded} onClick={() => setOpen(true)} aria-expanded={false}>
        <IconChevronRight size={16} aria-hidden="true" />
        <span className={styles.foldedWho}>{isOurs ? authorOf(message) : message.author.address}</span>
        <span className="clip muted">{message.visibleText}</span>
        <span className={styles.age}>
          <Age at={message.receivedAt} />
        </span>
      </UnstyledButton>
    );
  }
  return (
    <article className={styles.message} data-direction={message.direction} aria-label={labelOf(message)}>
      {isOurs ? <OurHead message={message} ticket={ticket} /> : <MessageHead message={message} ticket={ticket} />}
      {original ? (
        <OriginalFrame message={message} />
      ) : (
        <div className={styles.text} data-whole={whole || undefined}>
          {text.trim() === "" ? <em className="muted">This message has no text.</em> : text}
          {whole && message.textCut ? <p className="muted">The rest is cut here; the raw mail has all of it.</p> : null}
        </div>
      )}
      <Findings message={message} ticket={ticket} />
      <Attachments attachments={message.attachments} />
      {isOurs ? <Copies message={message} ticket={ticket} /> : null}
      <footer className={styles.foot}>
        {hasMore && !original ? (
          <Button
            className={styles.act}
            size="compact-sm"
            variant="subtle"
            onClick={() => setWhole(!whole)}
            aria-expanded={whole}
          >
            {whole ? "Show only what is new" : "Show full"}
          </Button>
        ) : null}
        {message.hasHtml ? (
          <Button
            className={styles.act}
            size="compact-sm"
            variant="subtle"
            onClick={() => setOriginal(!original)}
            aria-expanded={original}
          >
            {original ? "Plain text" : isOurs ? "With its formatting" : "Original formatting"}
          </Button>
        ) : null}
        {message.deliveryId === null ? null : <Origin message={message} deliveryId={message.deliveryId} why={why} />}
      </footer>
    </article>
  );
}

function MessageHead({ message, ticket }: { message: Message; ticket: Ticket }) {
  const agents = useQuery(agentsQuery);
  const me = useQuery(meQuery);
  const who = senderShown(message.author.name, message.author.address, agents.data ?? [], me.data?.workspace.name ?? "");
  const verdict = senderMarks[message.senderVerdict];
  const automatic = message.autoSubmitted === "no" ? null : kindWords[message.autoKind ?? "notification"];
  const standing = standingWords[message.standing];
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        {who.name === null ? null : <strong className="clip">{who.name}</strong>}
        <span className={who.name === null ? styles.onlyAddress : `${styles.address} clip`}>{who.address}</span>
        <Tag mark={verdict} title={verdict.meaning} />
        {automatic === null ? null : (
          <span className={styles.automatic} title="Recognised by its headers. Inlet never answers such a message by itself.">
            <IconRobot size={14} aria-hidden="true" /> {automatic}
          </span>
        )}
        {message.security?.signed == null ? null : (
          <span className={styles.automatic} title="Inlet does not check such signatures; the signature is kept as it came.">
            <IconWritingSign size={14} aria-hidden="true" /> Signed with {securityWords[message.security.signed]}
          </span>
        )}
        {standing === null ? null : (
          <Tag mark={{ word: standing, tone: message.standing === "stranger" ? "warn" : "plain", shape: "none" }} />
        )}
        <span className={styles.age}>
          <Age at={message.receivedAt} long />
        </span>
      </div>
      {who.doubt === null ? null : <p className={styles.doubt}>{who.doubt}</p>}
      {message.senderVerdict === "failed" ? <p className={styles.doubt}>{verdict.meaning}</p> : null}
      <Recipients message={message} />
      {sameSubject(message.subject, ticket.subject) ? null : <p className={styles.recipients}>Subject: {message.subject}</p>}
      {message.arrivals.length > 1 ? (
        <p className={styles.recipients}>
          Also arrived via{" "}
          {message.arrivals.slice(1).map((arrival, at) => (
            <span key={arrival.deliveryId}>
              {at > 0 ? ", " : ""}
              {arrival.source.name} (<Age at={arrival.receivedAt} long />)
            </span>
          ))}
          : one message, one ticket.
        </p>
      ) : null}
    </header>
  );
}

/** Of what was written here: an answer or a note, by whom, to whom. There is no sender to doubt. */
function OurHead({ message, ticket }: { message: Message; ticket: Ticket }) {
  const isNote = message.direction === "note";
  const me = useQuery(meQuery).data?.agent?.id;
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <strong className="clip">{authorOf(message)}</strong>
        {isNote ? <Tag mark={{ word: "Note", tone: "warn", shape: "none" }} /> : null}
        {message.from === null ? null : <span className={`${styles.address} clip`}>{message.from.address}</span>}
        {message.autoSubmitted === "no" ? null : (
          <span className={styles.automatic} title="Nobody wrote it: a setting of the source sends it.">
            <IconRobot size={14} aria-hidden="true" /> Sent by Inlet itself
          </span>
        )}
        <span className={styles.age}>
          <Age at={message.receivedAt} long />
        </span>
      </div>
      {isNote ? (
        <p className={styles.recipients}>
          {message.mentions.length === 0
            ? "for your colleagues"
            : `for ${message.mentions.map(({ id, name }) => (id === me ? "you" : name)).join(", ")}`}
        </p>
      ) : (
        <Recipients message={message} />
      )}
      {isNote || sameSubject(message.subject, ticket.subject) ? null : (
        <p className={styles.recipients}>Subject: {message.subject}</p>
      )}
    </header>
  );
}

function authorOf(message: Message): string {
  if (message.agent !== null) return message.agent.name;
  if (message.apiKey !== null) return `${message.apiKey} (API key)`;
  return message.author.name === "" ? message.author.address : message.author.name;
}

function labelOf(message: Message): string {
  if (message.direction === "inbound") return `Message from ${message.author.address}`;
  return message.direction === "note" ? `Note of ${authorOf(message)}` : `Answer of ${authorOf(message)}`;
}

function Recipients({ message }: { message: Message }) {
  const names = (list: readonly Address[]) => <AddressText>{list.map((one) => one.address).join(", ")}</AddressText>;
  if (message.to.length + message.cc.length + message.bcc.length === 0) return null;
  return (
    <p className={styles.recipients}>
      {message.to.length === 0 ? null : <>to {names(message.to)}</>}
      {message.cc.length === 0 ? null : <> · copy to {names(message.cc)}</>}
      {message.bcc.length === 0 ? null : <> · blind copy to {names(message.bcc)}</>}
    </p>
  );
}

function Origin({ message, deliveryId, why }: { message: Message; deliveryId: string; why: (deliveryId: string) => void }) {
  const [headers, setHeaders] = useState(false);
  const delivery = useQuery({ ...deliveryQuery(deliveryId), enabled: headers });
  return (
    <>
      <Button
        className={styles.act}
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<IconHelpCircle size={15} />}
        onClick={() => why(deliveryId)}
      >
        Why is this here?
      </Button>
      <span className={styles.together}>
        <Button
          className={styles.act}
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => setHeaders(!headers)}
          aria-expanded={headers}
        >
          {headers ? "Hide headers" : "Headers"}
        </Button>
        <Anchor size="sm" className={styles.raw} href={addressOf(`/deliveries/${deliveryId}/raw`)} download={`${message.id}.eml`}>
          Raw mail
        </Anchor>
      </span>
      {headers ? (
        <div className={styles.headers}>
          <RawText label="Original headers">
            {delivery.isPending ? "…" : (delivery.data?.headers ?? "The raw mail cannot be read now. Try again in a minute.")}
          </RawText>
        </div>
      ) : null}
    </>
  );
}

// Whether a subject says anything new beside Re: and Fwd: before the ticket's own.
function sameSubject(subject: string, ticketSubject: string): boolean {
  const base = (text: string) =>
    text
      .replace(/^(\s*(re|aw|fwd?|wg|sv|antw|tr)\s*(\[\d+\])?:\s*)+/i, "")
      .trim()
      .toLowerCase();
  return base(subject) === base(ticketSubject);
}
