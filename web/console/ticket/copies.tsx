// What became of an answer, copy by copy: one quiet line when all of it is sent, a line for each recipient when not.
import { Button, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Message, Submission } from "#contract/messages.ts";
import type { Ticket } from "#contract/tickets.ts";
import { post } from "../../api.ts";
import { AddressText } from "../../ui/address-text.tsx";
import { Age, useNow } from "../../ui/clock.tsx";
import { TextLink } from "../../ui/links.tsx";
import { LongWords } from "../../ui/long-words.tsx";
import { mayRetry, submissionMarks, submissionWords } from "../../ui/submission-words.ts";
import { type Mark, Tag } from "../../ui/tag.tsx";
import { count } from "../../ui/time.ts";
import { takeBack } from "../composer/sending.ts";
import { queryClient, useMay } from "../queries.ts";
import { refused } from "../toast.tsx";
import styles from "./message.module.css";

export function Copies({ message, ticket }: { message: Message; ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const copies = message.submissions;
  const [first] = copies;
  // One line is enough where all of them came to the same good end.
  const whole = first !== undefined && copies.every((copy) => copy.state === first.state) ? wholeEnds[first.state] : undefined;
  return (
    <>
      <TakeBack message={message} ticket={ticket} />
      {first === undefined ? null : whole !== undefined ? (
        <div className={styles.copies}>
          <UnstyledButton className={styles.allSent} onClick={() => setOpen(!open)} aria-expanded={open}>
            <Tag mark={whole.mark} quiet />
            <span className="muted">{whole.words(copies.length === 1 ? nameOf(first) : `all ${copies.length}`)}</span>
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

const wholeEnds: Partial<Record<Submission["state"], { mark: Mark; words: (readers: string) => string }>> = {
  sent: { mark: submissionMarks.sent, words: (readers) => `to ${readers}` },
  written: { mark: submissionMarks.written, words: () => "(trying out): nobody got it" },
};

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
        <AddressText>{copy.address}</AddressText>
        {copy.role === "to" ? "" : ` (${copy.role === "cc" ? "copy" : "blind copy"})`}
      </span>
      <div className={styles.copyWords}>
        <Tag mark={{ ...words.mark, word: words.text === "" ? words.mark.word : `${words.mark.word}:` }} quiet /> {words.text}
        {copy.sentAt === null ? null : (
          <span className="muted">
            {" · "}
            <Age at={copy.sentAt} long />
          </span>
        )}
        {copy.attempts > 1 ? <span className="muted"> · {count(copy.attempts, "try").replace("trys", "tries")}</span> : null}
        {words.reply === null ? null : <LongWords>{words.reply}</LongWords>}
      </div>
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
