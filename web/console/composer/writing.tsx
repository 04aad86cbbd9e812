// The open composer: what is written, to whom, with what; kept as a draft all the while, sent once.
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type DragEvent, useEffect, useMemo, useRef, useState } from "react";
import type { DraftContent } from "#contract/drafts.ts";
import type { RecipientCheckRequest, SendMessageAnswer, SendMessageRequest } from "#contract/replies.ts";
import type { Ticket } from "#contract/tickets.ts";
import { explain } from "../../api.ts";
import { queryClient } from "../queries.ts";
import { told } from "../toast.tsx";
import styles from "./composer.module.css";
import { createDraftSaver, type DraftState, isEmpty, waysOf } from "./drafts.ts";
import { type Pen, RichEditor, type Written } from "./editor.tsx";
import { FileList, useFiles } from "./files.tsx";
import { Guard } from "./guard.tsx";
import { mailHtml } from "./mail-html.ts";
import { recipientsQuery, setDraft } from "./queries.ts";
import { ReadersUnknown, RecipientFields, RecipientLine } from "./recipients.tsx";
import { createSendKey, sendAnswer } from "./sending.ts";
import { SendRow } from "./send-row.tsx";
import { Below, ModeSwitch, Tools } from "./trimmings.tsx";
import { uploadAddress } from "./uploads.ts";
import { useSuggestions } from "./use-suggestions.ts";
import type { Recipients, Warning } from "./wire.ts";

export type Mode = "reply" | "note";
export type StateAfter = NonNullable<SendMessageRequest["state"]>;

export interface WritingProps {
  ticket: Ticket;
  initial: DraftContent;
  isKept: boolean;
  /** Each new one gives the pen the focus; null leaves it where it is. */
  call: { mode: Mode; serial: number } | null;
  typing: () => void;
  close: () => void;
  sent: (answer: SendMessageAnswer, people: Recipients | null) => void;
}

export function Writing(props: WritingProps) {
  const { ticket, initial } = props;
  const [internal, setInternal] = useState(props.call === null ? initial.internal : props.call.mode === "note");
  const [given, setGiven] = useState<Recipients | null>(() => recipientsOf(initial));
  const [quote, setQuote] = useState(initial.quote);
  const [signature, setSignature] = useState(true);
  const [written, setWritten] = useState<Written>({ html: initial.html, text: "", mentions: [] });
  const [draftState, setDraftState] = useState<DraftState>(props.isKept ? "saved" : "untouched");
  const [editing, setEditing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const [saver] = useState(() => createDraftSaver(waysOf(ticket.id, setDraftState), props.isKept));
  const [keyFor] = useState(createSendKey);
  const pen = useRef<Pen>(null);
  const touched = useRef(false);
  const files = useFiles(initial.attachments, () => (touched.current = true));

  const content: DraftContent = {
    html: written.html,
    to: given?.to ?? null,
    cc: given?.cc ?? null,
    bcc: given?.bcc ?? null,
    attachments: files.uploads,
    internal,
    quote,
    state: null,
  };
  const fingerprint = JSON.stringify([content.html, given, content.attachments.map(({ id }) => id), internal, quote]);
  const keep = useRef(content);
  keep.current = content;
  useEffect(() => {
    if (!touched.current) return;
    setTrouble(null);
    saver.change(keep.current);
  }, [fingerprint, saver]);
  useDraftSafety(ticket.id, saver, () => keep.current);

  const serial = props.call?.serial;
  const mode = props.call?.mode;
  useEffect(() => {
    if (mode === undefined) return;
    setInternal(mode === "note");
    pen.current?.focus();
  }, [serial, mode]);

  const request = useMemo<RecipientCheckRequest>(
    () => ({ ...given, text: written.text, html: written.html, quote }),
    [given, written.text, written.html, quote],
  );
  const [settled] = useDebouncedValue(request, 300);
  const check = useQuery({ ...recipientsQuery(ticket.id, settled), enabled: !internal, placeholderData: (before) => before });
  const people = given ?? (check.data === undefined ? null : pick(check.data));
  const setPeople = (next: Recipients) => touch(() => setGiven(next));
  const touch = (change: () => void) => {
    touched.current = true;
    change();
  };

  const { replies, suggestions, take, filled } = useSuggestions(ticket.id, internal, setTrouble);

  const holes = internal ? [] : holesIn(written.text === "" ? written.html : written.text);
  const send = async (state: StateAfter | undefined) => {
    if (busy) return;
    if (files.busy) return setTrouble("A file is still on its way. Wait for it, or take it off.");
    if (isEmpty(content)) return setTrouble("There is nothing to send yet.");
    const focused = document.activeElement;
    setBusy(true);
    setTrouble(null);
    try {
      if (!internal && !(await passesGuard())) return;
      await saver.pause();
      const wanted = requestOf(state);
      const answer = await sendAnswer(ticket, wanted, keyFor(wanted));
      saver.stop();
      props.sent(answer, internal ? null : people);
    } catch (error) {
      setTrouble(explain(error).detail);
      saver.change(content);
    } finally {
      setBusy(false);
      // What is inert loses the focus; where it was not sent, one goes on where one was.
      requestAnimationFrame(() => focused instanceof HTMLElement && focused.isConnected && focused.focus());
    }
  };
  // Asked of the server at the last moment: what is shown may be a keystroke old.
  const passesGuard = async (): Promise<boolean> => {
    const fresh = await queryClient.fetchQuery({ ...recipientsQuery(ticket.id, request), staleTime: 0 });
    if (fresh.warnings.some(({ severity }) => severity === "stop")) {
      setTrouble("It cannot leave like this: see above.");
      return false;
    }
    const doubts = doubtsOf(fresh.warnings, holes);
    if (doubts === "" || doubts === asking) return true;
    setAsking(doubts);
    return false;
  };
  const requestOf = (state: StateAfter | undefined): SendMessageRequest => ({
    html: mailHtml(written.html),
    text: pen.current?.written().text ?? written.text,
    attachments: files.uploads.map(({ id }) => id),
    ...(state === undefined ? {} : { state }),
    ...(internal ? { internal, mentions: written.mentions } : { ...given, quote, signature }),
  });
  const discard = () => {
    const before = keep.current;
    saver.stop();
    void waysOf(ticket.id, () => {}).discard(false);
    setDraft(ticket.id, null);
    props.close();
    told("Draft thrown away", () => {
      setDraft(ticket.id, before);
      void waysOf(ticket.id, () => {}).keep(before, false);
    });
  };

  // What was asked about is no longer there, or something new is.
  const doubts = doubtsOf(check.data?.warnings ?? [], holes);
  const isAsking = asking !== null && asking === doubts;
  return (
    <div
      className={styles.writing}
      data-note={internal || undefined}
      inert={busy}
      onDragOver={(event: DragEvent) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
      onDrop={(event: DragEvent) => {
        if (event.defaultPrevented || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        files.add([...event.dataTransfer.files]);
      }}
    >
      <ModeSwitch
        internal={internal}
        change={(next) => {
          touch(() => setInternal(next));
          pen.current?.focus();
        }}
        close={props.close}
      />
      {internal ? null : people === null ? (
        <ReadersUnknown failed={check.isError} retry={() => void check.refetch()} />
      ) : editing ? (
        <RecipientFields
          people={people}
          check={check.data}
          change={setPeople}
          done={() => {
            setEditing(false);
            pen.current?.focus();
          }}
        />
      ) : (
        <RecipientLine people={people} from={check.data?.from.address ?? null} edit={() => setEditing(true)} />
      )}
      {internal || check.data === undefined || people === null ? null : (
        <Guard
          check={check.data}
          acts={{
            leaveOut: (address) =>
              setPeople({
                to: people.to.filter((one) => one.address !== address),
                cc: people.cc.filter((one) => one.address !== address),
                bcc: people.bcc.filter((one) => one.address !== address),
              }),
            addBack: (person) => setPeople({ ...people, cc: [...people.cc, person] }),
            withoutQuote: () => touch(() => setQuote(false)),
          }}
        />
      )}
      <RichEditor
        pen={pen}
        label={internal ? "Your note" : "Your answer"}
        placeholder={
          internal ? "For you and your colleagues alone. @ names one of them." : "Write your answer. / brings a canned reply."
        }
        initial={initial.html}
        changed={(next) => {
          touch(() => setWritten(next));
          props.typing();
        }}
        suggestions={suggestions}
        take={take}
        keepPicture={async (file) => {
          const upload = await files.addPicture(file);
          return upload === null ? null : { id: upload.id, src: uploadAddress(upload.id), name: upload.name };
        }}
        files={files.add}
        send={(andClose) => void send(internal ? undefined : andClose ? "resolved" : "pending")}
        leave={props.close}
        below={
          <>
            {internal ? null : (
              <Below
                ticket={ticket}
                check={check.data}
                quote={quote}
                setQuote={(next) => touch(() => setQuote(next))}
                signature={signature}
                setSignature={setSignature}
              />
            )}
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
      <SendRow
        internal={internal}
        busy={busy}
        asking={isAsking}
        trouble={trouble}
        holes={holes}
        draft={draftState}
        empty={isEmpty(content)}
        send={(state) => void send(state)}
        discard={discard}
      />
    </div>
  );
}

// A closed tab, another ticket, a sleeping phone: what was written is kept, and found again here.
function useDraftSafety(ticketId: string, saver: ReturnType<typeof createDraftSaver>, content: () => DraftContent): void {
  const latest = useRef(content);
  latest.current = content;
  useEffect(() => {
    const flush = () => {
      if (document.visibilityState === "hidden") void saver.flush({ outlivesPage: true });
    };
    const leave = () => void saver.flush({ outlivesPage: true });
    document.addEventListener("visibilitychange", flush);
    window.addEventListener("pagehide", leave);
    return () => {
      document.removeEventListener("visibilitychange", flush);
      window.removeEventListener("pagehide", leave);
      if (saver.isStopped()) return;
      const kept = latest.current();
      setDraft(ticketId, isEmpty(kept) ? null : kept);
      void saver.flush();
    };
  }, [ticketId, saver]);
}

function recipientsOf(draft: DraftContent): Recipients | null {
  if (draft.to === null && draft.cc === null && draft.bcc === null) return null;
  return { to: draft.to ?? [], cc: draft.cc ?? [], bcc: draft.bcc ?? [] };
}

function pick(check: Recipients): Recipients {
  return { to: check.to, cc: check.cc, bcc: check.bcc };
}

/** Which warnings have to be looked at before it leaves, as one text to compare; "" for none. */
function doubtsOf(warnings: readonly Warning[], holes: readonly string[]): string {
  const asked = warnings.filter(({ severity }) => severity === "warning").map(({ code, address }) => `${code} ${address ?? ""}`);
  return [...asked, ...holes].join("\n");
}

/** Places of a canned reply that nothing is known for: {{order.number}}. */
function holesIn(text: string): string[] {
  return [...new Set(text.match(/\{\{[\w.| ]+\}\}/g) ?? [])];
}
