// Sending what is written: as soon as its files are here, nothing past the guard, once however often it is pressed.
import { type RefObject, useEffect, useRef, useState } from "react";
import type { SendMessageAnswer, SendMessageRequest } from "#contract/replies.ts";
import type { Ticket } from "#contract/tickets.ts";
import { explain } from "../../api.ts";
import { doubtsOf, holesIn } from "./doubts.ts";
import { type DraftSaver, isEmpty } from "./drafts.ts";
import type { Pen } from "./editor.tsx";
import { type ChosenFile, isOnItsWay } from "./files.tsx";
import { mailHtml } from "./mail-html.ts";
import { createSendKey, sendAnswer } from "./sending.ts";
import type { Answer } from "./use-answer.ts";
import type { Readers } from "./use-readers.ts";
import type { Recipients, StateAfter } from "./wire.ts";

export interface Send {
  send(state: StateAfter | undefined): void;
  busy: boolean;
  /** Names of the files that it is sent after, by itself; empty where it waits for none. */
  waitsFor: readonly string[];
  /** Sends nothing yet, where it waits for files. */
  keepWriting(): void;
  /** The readers or the words have to be looked at once more; sent again, it leaves. */
  isAsking: boolean;
  holes: readonly string[];
  trouble: string | null;
  setTrouble(trouble: string | null): void;
}

interface Given {
  ticket: Ticket;
  answer: Answer;
  readers: Readers;
  saver: DraftSaver;
  pen: RefObject<Pen | null>;
  sent: (answer: SendMessageAnswer, people: Recipients | null) => void;
  /** Left while it waited for files: it was not sent. */
  leftWaiting: () => void;
}

/** Pressed while files were on their way. */
interface Waiting {
  state: StateAfter | undefined;
  /** Of the files that were on their way then. */
  keys: readonly string[];
}

export function useSend({ ticket, answer, readers, saver, pen, sent, leftWaiting }: Given): Send {
  const { internal, written, files } = answer;
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [keyFor] = useState(createSendKey);
  const holes = internal ? [] : holesIn(written.text === "" ? written.html : written.text);
  // What was in the way may be gone by the next word.
  useEffect(() => setTrouble(null), [answer.fingerprint]);

  // Asked of the server at the last moment: what is shown may be a keystroke old.
  const passesGuard = async (): Promise<boolean> => {
    const { warnings } = await readers.checkNow();
    if (warnings.some(({ severity }) => severity === "stop")) {
      setTrouble("It cannot leave like this: see above.");
      return false;
    }
    const doubts = doubtsOf(warnings, holes);
    if (doubts === "" || doubts === asking) return true;
    setAsking(doubts);
    return false;
  };
  const leave = async (state: StateAfter | undefined) => {
    if (!internal && !(await passesGuard())) return;
    const keys = files.list.filter(isOnItsWay).map(({ key }) => key);
    if (keys.length > 0) return setWaiting({ state, keys });
    await saver.pause();
    const wanted = requestOf(answer, pen.current, state);
    const made = await sendAnswer(ticket, wanted, keyFor(wanted));
    saver.stop();
    sent(made, internal ? null : readers.people);
  };
  const send = async (state: StateAfter | undefined) => {
    if (isEmpty(answer.content) && !files.busy) return setTrouble("There is nothing to send yet.");
    const focused = document.activeElement;
    setBusy(true);
    setTrouble(null);
    try {
      await leave(state);
    } catch (error) {
      setTrouble(explain(error).detail);
      saver.change(answer.content);
    } finally {
      setBusy(false);
      // What is inert loses the focus; where it was not sent, one goes on where one was.
      requestAnimationFrame(() => focused instanceof HTMLElement && focused.isConnected && focused.focus());
    }
  };
  const goOn = () => {
    if (waiting === null || files.busy) return;
    setWaiting(null);
    const lost = files.list.filter(({ key, trouble: why }) => why !== null && waiting.keys.includes(key));
    if (lost.length === 0) void send(waiting.state);
    else setTrouble(`Not sent: ${namesOf(lost)} did not arrive. Attach it again or take it off, then send.`);
  };
  useEffect(goOn);
  useWaitingWatch(waiting !== null, leftWaiting);
  return {
    send: (state) => {
      if (!busy && waiting === null) void send(state);
    },
    busy,
    waitsFor: waiting === null ? [] : files.list.filter(isOnItsWay).map(({ name }) => name),
    keepWriting: () => setWaiting(null),
    // What was asked about is no longer there, or something new is.
    isAsking: asking !== null && asking === doubtsOf(readers.check.data?.warnings ?? [], holes),
    holes,
    trouble,
    setTrouble,
  };
}

/** Who goes away meanwhile is asked by the browser, and told by us: nobody may believe that it was sent. */
function useWaitingWatch(isWaiting: boolean, left: () => void): void {
  const latest = useRef({ isWaiting, left });
  latest.current = { isWaiting, left };
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => latest.current.isWaiting && event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("beforeunload", ask);
      if (latest.current.isWaiting) latest.current.left();
    };
  }, []);
}

function namesOf(files: readonly ChosenFile[]): string {
  return files.map(({ name }) => name).join(", ");
}

function requestOf(answer: Answer, pen: Pen | null, state: StateAfter | undefined): SendMessageRequest {
  const { internal, given, quote, signature, written, files } = answer;
  return {
    html: mailHtml(written.html),
    text: pen?.written().text ?? written.text,
    attachments: files.uploads.map(({ id }) => id),
    ...(state === undefined ? {} : { state }),
    ...(internal ? { internal, mentions: written.mentions } : { ...given, quote, signature }),
  };
}
