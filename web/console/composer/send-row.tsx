// The last row of the composer: whether the draft is kept, what stands in the way, and the button.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconTrash } from "@tabler/icons-react";
import styles from "./composer.module.css";
import type { DraftState } from "./drafts.ts";
import type { StateAfter } from "./writing.tsx";

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

export function SendRow(props: {
  internal: boolean;
  busy: boolean;
  asking: boolean;
  trouble: string | null;
  /** Places that are still to be filled in. */
  holes: readonly string[];
  draft: DraftState;
  empty: boolean;
  send: (state: StateAfter | undefined) => void;
  discard: () => void;
}) {
  const { internal, asking, busy } = props;
  const words = internal ? "Add the note" : asking ? "Send anyway" : "Send";
  return (
    <div className={styles.sendRow}>
      <div className={styles.sendWords}>
        {props.trouble !== null ? (
          <span className={styles.trouble} role="alert">
            {props.trouble}
          </span>
        ) : asking ? (
          <span className={styles.ask} role="alert">
            {props.holes.length > 0
              ? `Still to be filled in: ${props.holes.join(", ")}. Send it all the same?`
              : "Look at the lines above once more. If they are right, send it."}
          </span>
        ) : props.draft === "failed" ? (
          <span className={styles.trouble} role="alert">
            The draft could not be saved. It is tried again; do not close the page.
          </span>
        ) : props.holes.length > 0 ? (
          <span className={styles.ask}>Still to be filled in: {props.holes.join(", ")}</span>
        ) : (
          <span className={styles.draft}>{draftWords[props.draft]}</span>
        )}
      </div>
      {props.empty ? null : (
        <ActionIcon size={30} aria-label="Throw the draft away" title="Throw the draft away" onClick={props.discard}>
          <IconTrash size={16} stroke={1.7} />
        </ActionIcon>
      )}
      <Button.Group>
        <Button loading={busy} onClick={() => props.send(internal ? undefined : "pending")} title="⌘Enter">
          {words}
        </Button>
        {internal ? null : (
          <Menu position="top-end" width={270}>
            <Menu.Target>
              <Button className={styles.more} aria-label="Other ways to send" disabled={busy}>
                <IconChevronDown size={16} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {choices.map((choice) => (
                <Menu.Item key={choice.state} onClick={() => props.send(choice.state)}>
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
