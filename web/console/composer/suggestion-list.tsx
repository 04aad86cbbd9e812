// The list under the cursor: canned replies after "/", colleagues after "@". The editor keeps the focus, the list follows its keys.
import type { CSSProperties } from "react";
import styles from "./suggestion-list.module.css";

export interface Suggestion {
  id: string;
  word: string;
  hint: string;
}

export const listId = "composer-suggestions";
export const optionId = (at: number) => `${listId}-${at}`;

export function SuggestionList(props: {
  label: string;
  empty: string;
  suggestions: readonly Suggestion[];
  current: number;
  place: CSSProperties;
  hover: (at: number) => void;
  take: (at: number) => void;
}) {
  if (props.suggestions.length === 0) {
    return (
      <div className={styles.suggestions} style={props.place} role="status">
        <p className={styles.noSuggestion}>{props.empty}</p>
      </div>
    );
  }
  return (
    <div className={styles.suggestions} style={props.place} role="listbox" id={listId} aria-label={props.label}>
      {props.suggestions.map((suggestion, at) => (
        <button
          key={suggestion.id}
          id={optionId(at)}
          type="button"
          tabIndex={-1}
          role="option"
          aria-selected={at === props.current}
          className={styles.suggestion}
          // The editor must not lose the focus, or the words would land nowhere.
          onMouseDown={(event) => event.preventDefault()}
          onMouseMove={() => props.hover(at)}
          onClick={() => props.take(at)}
        >
          <span>{suggestion.word}</span>
          <span className={`${styles.suggestionHint} clip`}>{suggestion.hint}</span>
        </button>
      ))}
    </div>
  );
}
