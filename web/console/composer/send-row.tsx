// The last row of the composer: whether the draft is kept, what stands in the way, and the button.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import styles from "./send-row.module.css";
import type { DraftState } from "./drafts.ts";
import type { Send } from "./use-send.ts";
import type { StateAfter } from "./wire.ts";

const choices: readonly { state: StateAfter; word: string; hint: string }[] = [
  { state: "pending", word: "Send", hint: "Then it is the customer's turn. ⌘Enter" },
  { state: "resolved", word: "Send and close", hint: "Answered and done. ⌘⇧Enter" },
  { state: "open", word: "Send and keep open", hint: "You have more to do on it." },
];

const draftWords: Record<DraftState, string> = {
  untouched: "",
  waiting: "",
  saving: "Saving…",
  saved: "Draft saved",
  failed: "",
};

interface SendRowProps {
  sending: Send;
  internal: boolean;
  draft: DraftState;
  empty: boolean;
  discard: () => void;
  keepWriting: () => void;
}

export function SendRow(props: SendRowProps) {
  const { internal, keepWriting } = props;
  const { isAsking: asking, busy, waitsFor, holes, trouble, send } = props.sending;
  const isWaiting = waitsFor.length > 0;
  const words = internal ? "Add the note" : asking ? "Send anyway" : "Send";
  return (
    <div className={styles.sendRow} data-note={internal || undefined} inert={busy}>
      <div className={styles.sendWords}>
        {isWaiting ? (
          <Waits files={waitsFor} internal={internal} keepWriting={keepWriting} />
        ) : trouble !== null ? (
          <span className={styles.trouble} role="alert">
            {trouble}
          </span>
        ) : asking ? (
          <span className={styles.ask} role="alert">
            {holes.length > 0
              ? `Still to be filled in: ${holes.join(", ")}. Send it all the same?`
              : "Look at the lines above once more. If they are right, send it."}
          </span>
        ) : props.draft === "failed" ? (
          <span className={styles.trouble} role="alert">
            The draft could not be saved. It is tried again; do not close the page.
          </span>
        ) : holes.length > 0 ? (
          <span className={styles.ask}>Still to be filled in: {holes.join(", ")}</span>
        ) : (
          <span className={styles.draft}>{draftWords[props.draft]}</span>
        )}
      </div>
      {isWaiting ? (
        <Button variant="default" onClick={keepWriting}>
          Keep writing
        </Button>
      ) : props.empty ? null : (
        <ActionIcon size={30} aria-label="Throw the draft away" title="Throw the draft away" onClick={props.discard}>
          <IconTrash size={16} stroke={1.7} />
        </ActionIcon>
      )}
      <Button.Group>
        <Button loading={busy || isWaiting} onClick={() => send(internal ? undefined : "pending")} title="⌘Enter">
          {words}
        </Button>
        {internal ? null : (
          <Menu position="top-end" width={270}>
            <Menu.Target>
              <Button className={styles.more} aria-label="Other ways to send" disabled={busy || isWaiting}>
                <IconChevronDown size={16} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {choices.map((choice) => (
                <Menu.Item key={choice.state} onClick={() => send(choice.state)}>
                  <div>{choice.word}</div>
                  <div className={styles.choiceHint}>{choice.hint}</div>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Button.Group>
    </div>
  );
}

// It takes the focus that the text lost, so that Tab leads to the way back and no key does something else.
function Waits(props: { files: readonly string[]; internal: boolean; keepWriting: () => void }) {
  const { files, internal } = props;
  const words = useRef<HTMLSpanElement>(null);
  useEffect(() => words.current?.focus(), []);
  useEscape(props.keepWriting);
  const what = files.length === 1 ? files[0] : `${files.length} files`;
  return (
    <span ref={words} className={styles.waits} role="status" tabIndex={-1}>
      {internal ? "Added" : "Leaves"} by itself as soon as {what} {files.length === 1 ? "has" : "have"} arrived. Stay on this
      page.
    </span>
  );
}

// Before the page hears of it, for which Escape leads away; behind what lies above the page, for which it closes that.
function useEscape(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isAbove = event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"]') !== null;
      if (event.key !== "Escape" || isAbove) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);
}
