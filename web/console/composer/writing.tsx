// The open composer: what is written, to whom, with what; kept as a draft all the while, sent once.
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useEffect, useRef } from "react";
import type { DraftContent } from "#contract/drafts.ts";
import type { SendMessageAnswer } from "#contract/replies.ts";
import type { Ticket } from "#contract/tickets.ts";
import { told, wanted } from "../toast.tsx";
import styles from "./writing.module.css";
import { isEmpty } from "./drafts.ts";
import { type Pen, RichEditor } from "./editor.tsx";
import { FileList, type Files } from "./files.tsx";
import { draftWays, setDraft } from "./queries.ts";
import { ReadersHead } from "./readers-head.tsx";
import { SendRow } from "./send-row.tsx";
import { Below, ModeSwitch, Tools } from "./trimmings.tsx";
import { uploadAddress } from "./uploads.ts";
import { useAnswer } from "./use-answer.ts";
import { useKeptDraft } from "./use-kept-draft.ts";
import { useReaders } from "./use-readers.ts";
import { useSend } from "./use-send.ts";
import { useSuggestions } from "./use-suggestions.ts";
import type { Mode, Recipients } from "./wire.ts";

export interface WritingProps {
  ticket: Ticket;
  initial: DraftContent;
  isKept: boolean;
  /** Each new one gives the pen the focus; null leaves it where it is. Without a mode, it is what the draft is. */
  call: { mode: Mode | null; serial: number } | null;
  typing: () => void;
  close: () => void;
  sent: (answer: SendMessageAnswer, people: Recipients | null) => void;
}

export function Writing(props: WritingProps) {
  const { ticket, close } = props;
  const pen = useRef<Pen>(null);
  const answer = useAnswer(props.initial, props.call?.mode ?? null);
  const { saver, state: draftState } = useKeptDraft(ticket.id, props.isKept, answer);
  const readers = useReaders(ticket.id, answer);
  const leftWaiting = useLeftWaiting(ticket);
  const sending = useSend({ ticket, answer, readers, saver, pen, sent: props.sent, leftWaiting });
  const { replies, suggestions, take, filled } = useSuggestions(ticket.id, answer.internal, sending.setTrouble);
  usePenCalls(props.call, (mode) => {
    if (mode !== null) answer.turnTo(mode);
    pen.current?.focus();
  });
  const { internal, files } = answer;
  const discard = () => {
    saver.stop();
    discardDraft(ticket.id, answer.content);
    close();
  };
  return (
    <div className={styles.writing} data-note={internal || undefined} {...dropTarget(files)}>
      <div className={styles.sheet} inert={sending.busy || sending.waitsFor.length > 0}>
        <ModeSwitch
          internal={internal}
          change={(next) => {
            answer.change({ internal: next });
            pen.current?.focus();
          }}
          close={close}
        />
        {internal ? null : <ReadersHead answer={answer} readers={readers} done={() => pen.current?.focus()} />}
        <RichEditor
          pen={pen}
          label={internal ? "Your note" : "Your answer"}
          placeholder={
            internal ? "For you and your colleagues alone. @ names one of them." : "Write your answer. / brings a canned reply."
          }
          initial={props.initial.html}
          changed={(written) => {
            answer.change({ written });
            props.typing();
          }}
          suggestions={suggestions}
          take={take}
          keepPicture={(file, place) => files.addPicture(file, ({ id, name }) => place({ id, src: uploadAddress(id), name }))}
          files={files.add}
          send={(andClose) => sending.send(internal ? undefined : andClose ? "resolved" : "pending")}
          leave={close}
          below={
            <>
              {internal ? null : <Below ticketId={ticket.id} answer={answer} check={readers.check.data} />}
              <FileList files={files} />
            </>
          }
          tools={
            <Tools
              replies={replies}
              insert={(id) => void filled(id).then((html) => html !== "" && pen.current?.insert(html))}
              attach={files.add}
            />
          }
        />
      </div>
      <SendRow
        sending={sending}
        internal={internal}
        draft={draftState}
        empty={isEmpty(answer.content)}
        discard={discard}
        keepWriting={() => {
          sending.keepWriting();
          // Behind the render: what is inert takes no focus.
          requestAnimationFrame(() => pen.current?.focus());
        }}
      />
    </div>
  );
}

// It stays until it is read: whoever pressed Send believes that it was sent.
function useLeftWaiting(ticket: Ticket): () => void {
  const navigate = useNavigate();
  const place = { to: "/inbox/$number", params: { number: String(ticket.number) } } as const;
  return () =>
    wanted({
      id: `unsent-${ticket.id}`,
      title: `Not sent: your answer on #${ticket.number}`,
      message: "You left before its files had arrived. The words are kept as a draft; attach the files again.",
      href: `/inbox/${ticket.number}`,
      go: () => void navigate(place),
      stays: true,
    });
}

function usePenCalls(call: WritingProps["call"], answerCall: (mode: Mode | null) => void): void {
  const latest = useRef(answerCall);
  latest.current = answerCall;
  const serial = call?.serial;
  const mode = call?.mode;
  useEffect(() => {
    if (mode !== undefined) latest.current(mode);
  }, [serial, mode]);
}

function discardDraft(ticketId: string, content: DraftContent): void {
  const ways = draftWays(ticketId, () => {});
  const thrown = ways.discard(false);
  setDraft(ticketId, null);
  told("Draft thrown away", () => {
    setDraft(ticketId, content);
    // Behind the throwing away, however slow that is.
    void Promise.allSettled([thrown]).then(() => ways.keep(content, false));
  });
}

// What the text itself did not take: files that are dropped beside it.
function dropTarget(files: Files) {
  return {
    onDragOver: (event: DragEvent) => event.dataTransfer.types.includes("Files") && event.preventDefault(),
    onDrop: (event: DragEvent) => {
      if (event.defaultPrevented || event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      files.add([...event.dataTransfer.files]);
    },
  };
}
