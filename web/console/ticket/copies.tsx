// What became of an answer, copy by copy: one quiet line when all of it is sent, a line for each recipient when not.
import { Button, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Message, Submission } from "#contract/messages.ts";
import type { Ticket } from "#contract/tickets.ts";
import { post } from "../../api.ts";
import { Age, useNow } from "../../ui/clock.tsx";
import { TextLink } from "../../ui/links.tsx";
import { mayRetry, submissionWords } from "../../ui/submission-words.ts";
import { Tag } from "../../ui/tag.tsx";
import { count } from "../../ui/time.ts";
import { takeBack } from "../composer/sending.ts";
import { queryClient, useMay } from "../queries.ts";
import { refused } from "../toast.tsx";
import styles from "./message.module.css";

export function Copies({ message, ticket }: { message: Message; ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const copies = message.submissions;
  const allSent = copies.length > 0 && copies.every((copy) => copy.state === "sent");
  return (
    <>
      <TakeBack message={message} ticket={ticket} />
      {copies.length === 0 ? null : allSent ? (
        <div className={styles.copies}>
          <UnstyledButton className={styles.allSent} onClick={() => setOpen(!open)} aria-expanded={open}>
            <Tag mark={{ word: "Sent", tone: "ok", shape: "check" }} quiet />
            <span className="muted">
              {copies.length === 1 ? `to ${nameOf(copies[0] as Submission)}` : `to all ${copies.length}`}
            </span>
            <IconChevronRight size={14} className={styles.turn} data-open={open || undefined} aria-hidden="true" />
          </UnstyledButton>
          {open ? <CopyList copies={copies} ticket={ticket} /> : null}
        </div>
      ) : (
        <div className={styles.copies}>
          <CopyList copies={copies} ticket={ticket} />
        </div>
      )}
    </>
  );
}

function CopyList({ copies, ticket }: { copies: readonly Submission[]; ticket: Ticket }) {
  return (
    <ul className={styles.copyList} aria-label="What became of each copy">
      {copies.map((copy) => (
        <CopyLine key={copy.id} copy={copy} ticket={ticket} />
      ))}
    </ul>
  );
}

function CopyLine({ copy, ticket }: { copy: Submission; ticket: Ticket }) {
  const words = submissionWords(copy, useNow());
  const may = useMay("tickets:write");
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      await post(`/submissions/${copy.id}/retry`);
    } catch (error) {
      refused(error);
    }
    await queryClient.invalidateQueries({ queryKey: ["ticket", String(ticket.number)] });
    setBusy(false);
  };
  return (
    <li className={styles.copy} data-state={copy.state}>
      <span className={styles.copyWho} title={copy.address}>
        {copy.address}
        {copy.role === "to" ? "" : ` (${copy.role === "cc" ? "copy" : "blind copy"})`}
      </span>
      <span className={styles.copyWords}>
        <Tag mark={{ ...words.mark, word: words.text === "" ? words.mark.word : `${words.mark.word}:` }} quiet /> {words.text}
        {copy.sentAt === null ? null : (
          <span className="muted">
            {" · "}
            <Age at={copy.sentAt} long />
          </span>
        )}
        {copy.attempts > 1 ? <span className="muted"> · {count(copy.attempts, "try").replace("trys", "tries")}</span> : null}
        {words.reply === null ? null : <span className={styles.copyReply}>“{words.reply}”</span>}
      </span>
      {mayRetry(copy.state) && may ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          onClick={() => void retry()}
          aria-label={`Try now: ${copy.address}`}
        >
          Try now
        </Button>
      ) : null}
      {copy.state === "suppressed" || copy.state === "bounced" ? (
        <TextLink to="/settings/$part" params={{ part: "suppressions" }} size="sm" lh="24px">
          Suppressions
        </TextLink>
      ) : null}
    </li>
  );
}

// As long as it has not left; a toast says the same, but a page loaded anew has no toast.
function TakeBack({ message, ticket }: { message: Message; ticket: Ticket }) {
  const navigate = useNavigate();
  const may = useMay("tickets:write");
  const until = message.undoUntil === null ? 0 : Date.parse(message.undoUntil);
  const [over, setOver] = useState(() => until <= Date.now());
  useEffect(() => {
    const left = until - Date.now();
    setOver(left <= 0);
    if (left <= 0) return;
    const timer = setTimeout(() => setOver(true), left);
    return () => clearTimeout(timer);
  }, [until]);
  if (over || !may) return null;
  const reopen = () =>
    void navigate({ to: "/inbox/$number", params: { number: String(ticket.number) }, search: (before) => before });
  return (
    <div className={styles.takeBack}>
      <span className="muted">{message.direction === "note" ? "Just added." : "It has not left yet."}</span>
      <Button size="compact-sm" variant="default" onClick={() => void takeBack(message.id, ticket, reopen)}>
        Take it back
      </Button>
    </div>
  );
}

function nameOf(copy: Submission): string {
  return copy.name === "" ? copy.address : copy.name;
}
