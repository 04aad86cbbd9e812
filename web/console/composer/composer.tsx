// Where the answer is written: docked at the foot of the ticket, one line until it is wanted. The editor comes when it is needed.
import { UnstyledButton } from "@mantine/core";
import { IconNote, IconSend2 } from "@tabler/icons-react";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Draft } from "#contract/drafts.ts";
import type { Ticket } from "#contract/tickets.ts";
import { senderShown } from "../../ui/sender.ts";
import { useKeys } from "../keys.ts";
import { agentsQuery, meQuery, useMay } from "../queries.ts";
import styles from "./composer.module.css";
import { presenceWords, usePresence } from "./presence.ts";
import { draftQuery } from "./queries.ts";
import { offerUndo, onReopen, takeReopen } from "./sending.ts";
import { emptyDraft, type Mode } from "./wire.ts";
import type { WritingProps } from "./writing.tsx";

const load = () => import("./writing.tsx");
const Writing = lazy(() => load().then((module) => ({ default: module.Writing })));

export function Composer({ ticket }: { ticket: Ticket }) {
  const may = useMay("tickets:write");
  return may ? <Docked ticket={ticket} /> : null;
}

interface Opened {
  call: WritingProps["call"];
  /** Opened anew when what it begins with changes. */
  edition: number;
}

function Docked({ ticket }: { ticket: Ticket }) {
  const draft = useQuery(draftQuery(ticket.id));
  const wide = useMediaQuery("(min-width: 48em)", true, { getInitialValueInEffect: false });
  const [opened, setOpened] = useState<Opened | null>(null);
  const [typing, noteTyping] = useTyping();
  const navigate = useNavigate();
  const others = usePresence(ticket.id, typing ? "typing" : "viewing");
  const here = presenceWords(others);
  const met = useRef(false);

  const open = (mode: Mode | null) =>
    setOpened((before) => ({ edition: before?.edition ?? 0, call: { mode, serial: (before?.call?.serial ?? 0) + 1 } }));
  const reopen = () => {
    if (!takeReopen(ticket.id)) return;
    setOpened((before) => ({
      edition: (before?.edition ?? 0) + 1,
      call: { mode: null, serial: (before?.call?.serial ?? 0) + 1 },
    }));
  };
  // Taken back: its words are in the draft, and the composer begins with them.
  useEffect(() => {
    reopen();
    return onReopen(reopen);
  });
  // A draft of last time lies open on a desk; on a phone it would hide the ticket.
  useEffect(() => {
    if (met.current || draft.data === undefined) return;
    met.current = true;
    if (draft.data !== null && wide) setOpened((before) => before ?? { edition: 0, call: null });
  }, [draft.data, wide]);
  useKeys({ r: () => open("reply"), n: () => open("note") });
  useEffect(() => {
    const timer = setTimeout(() => void load(), 1_500);
    return () => clearTimeout(timer);
  }, []);

  const close = () => {
    setOpened(null);
    document.getElementById("page")?.focus();
  };
  if (opened === null) return <Bar ticket={ticket} draft={draft.data ?? null} here={here} open={open} />;
  // What was begun last time is part of what one goes on with.
  if (draft.isPending) return <Bar ticket={ticket} draft={null} here={here} open={open} />;
  const initial = draft.data ?? emptyDraft;
  return (
    <section className={styles.dock} data-open aria-label="Your answer">
      {here === null ? null : <Here words={here} />}
      <Suspense fallback={<div className={styles.loading} role="status" aria-busy="true" aria-label="Loading" />}>
        <Writing
          key={opened.edition}
          ticket={ticket}
          initial={initial}
          isKept={draft.data != null}
          call={opened.call}
          typing={noteTyping}
          close={close}
          sent={(answer, people) => {
            close();
            const words = people === null ? "Note added. Take it back within" : `Your answer to ${readers(people)} leaves in`;
            offerUndo(
              answer,
              words,
              (back) =>
                void navigate({ to: "/inbox/$number", params: { number: String(back.number) }, search: (before) => before }),
            );
          }}
        />
      </Suspense>
    </section>
  );
}

function Bar(props: { ticket: Ticket; draft: Draft | null; here: ReturnType<typeof presenceWords>; open: (mode: Mode) => void }) {
  const { ticket, draft } = props;
  const agents = useQuery(agentsQuery);
  const me = useQuery(meQuery);
  const who = senderShown(ticket.requester.name, ticket.requester.email ?? "", agents.data ?? [], me.data?.workspace.name ?? "");
  return (
    <section className={styles.dock} aria-label="Your answer">
      {props.here === null ? null : <Here words={props.here} />}
      <div className={styles.dockRow}>
        <UnstyledButton
          className={styles.begin}
          onClick={() => props.open(draft?.internal === true ? "note" : "reply")}
          onPointerEnter={() => void load()}
          onFocus={() => void load()}
        >
          <IconSend2 size={18} stroke={1.6} aria-hidden="true" />
          {draft === null ? (
            <span className="clip">
              Answer {who.name ?? ""} {who.address === "" ? "" : who.name === null ? who.address : `<${who.address}>`}
            </span>
          ) : (
            <span className="clip">
              <strong>{draft.internal ? "Draft of a note" : "Draft"}</strong> {firstWords(draft.html)}
            </span>
          )}
          <kbd className={styles.key}>r</kbd>
        </UnstyledButton>
        <UnstyledButton className={styles.beginNote} onClick={() => props.open("note")}>
          <IconNote size={18} stroke={1.6} aria-hidden="true" /> Note <kbd className={styles.key}>n</kbd>
        </UnstyledButton>
      </div>
    </section>
  );
}

function Here({ words }: { words: NonNullable<ReturnType<typeof presenceWords>> }) {
  return (
    <p className={styles.here} data-writing={words.writing || undefined} role="status">
      <span className={styles.hereDot} aria-hidden="true" /> {words.text}
    </p>
  );
}

/** True for some seconds after each keystroke. */
function useTyping(): [boolean, () => void] {
  const [typing, setTyping] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const note = () => {
    setTyping(true);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => setTyping(false), 10_000);
  };
  return [typing, note];
}

function readers(people: NonNullable<Parameters<WritingProps["sent"]>[1]>): string {
  const all = [...people.to, ...people.cc, ...people.bcc];
  const first = all[0];
  if (first === undefined) return "nobody";
  const name = first.name === "" ? first.address : first.name;
  return all.length === 1 ? name : `${name} and ${all.length - 1} more`;
}

function firstWords(html: string): string {
  return (new DOMParser().parseFromString(html, "text/html").body.textContent ?? "").trim().slice(0, 120);
}
