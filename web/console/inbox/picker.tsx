// Chooses one of a few by keyboard: type to narrow, arrows to move, enter to take, or a digit at once.
import { Modal, TextInput } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import styles from "./picker.module.css";

export interface Choice<Value> {
  value: Value;
  word: string;
  hint?: string;
  mark?: ReactNode;
}

export function Picker<Value>(props: {
  title: string;
  choices: readonly Choice<Value>[];
  pick: (value: Value, word: string) => void;
  close: () => void;
}) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const choices = props.choices.filter((choice) => choice.word.toLowerCase().includes(query.trim().toLowerCase()));
  const current = Math.min(at, choices.length - 1);

  const take = (choice: Choice<Value> | undefined) => {
    if (choice === undefined) return;
    props.close();
    props.pick(choice.value, choice.word);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(current + 1, choices.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(current - 1, 0));
    else if (event.key === "Enter") take(choices[current]);
    else if (/^[1-9]$/.test(event.key) && query === "") take(choices[Number(event.key) - 1]);
    else return;
    event.preventDefault();
  };

  return (
    <Modal
      opened
      onClose={props.close}
      withCloseButton={false}
      padding={0}
      size="xs"
      title={null}
      aria-label={props.title}
      yOffset="18vh"
      centered={false}
    >
      <TextInput
        variant="unstyled"
        className={styles.search}
        placeholder={props.title}
        aria-label={props.title}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={choices.length === 0 ? undefined : `${listId}-${current}`}
        data-autofocus
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className={styles.list} role="listbox" id={listId} aria-label={props.title}>
        {choices.map((choice, index) => (
          <button
            type="button"
            tabIndex={-1}
            key={choice.word}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === current}
            className={styles.choice}
            onMouseMove={() => setAt(index)}
            onClick={() => take(choice)}
          >
            {choice.mark}
            <span>{choice.word}</span>
            {choice.hint === undefined ? null : <span className={styles.hint}>{choice.hint}</span>}
            {query === "" && index < 9 ? <span className={styles.digit}>{index + 1}</span> : null}
          </button>
        ))}
      </div>
    </Modal>
  );
}
