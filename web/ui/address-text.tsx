// Words with addresses in them: each address stays on one line where it fits; a longer one breaks behind its @ and before its dots.
import { Fragment } from "react";
import styles from "./address-text.module.css";

export function AddressText({ children }: { children: string }) {
  // Marks stay with their word, so that who has it read out hears no pause before a comma.
  return children.split(/( +)/).map((word, at) =>
    word.includes("@") ? (
      // oxlint-disable-next-line react/no-array-index-key -- parts of one text: their places are their names
      <span key={at} className={styles.whole}>
        <Breakable>{word}</Breakable>
      </span>
    ) : (
      word
    ),
  );
}

function Breakable({ children }: { children: string }) {
  return children.split(/(?<=@)|(?=\.)/).map((part, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- the same
    <Fragment key={at}>
      {at === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}
