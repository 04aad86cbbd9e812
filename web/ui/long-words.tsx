// What another server said: its first sentence, and the whole of it for those who want to know.
import styles from "./long-words.module.css";

export function LongWords({ children }: { children: string }) {
  const first = firstSentence(children);
  if (first === children.trim()) return <span className={styles.words}>“{first}”</span>;
  return (
    <details className={styles.details}>
      <summary className={styles.summary}>
        “{first}” <span className={styles.more}>Details</span>
      </summary>
      <span className={styles.words}>{children.trim()}</span>
    </details>
  );
}

const longest = 140;

/** Whole where it is short; else up to the end of its first sentence or line, or cut at a word. */
export function firstSentence(text: string): string {
  const whole = text.trim();
  if (whole.length <= longest && !whole.includes("\n")) return whole;
  // A dot in a number, a host or a code ends nothing.
  const sentence = /^[^\n]*?[.!?](?=\s+[A-Z0-9“"(])/.exec(whole)?.[0] ?? whole.split("\n", 1)[0] ?? "";
  if (sentence.length <= longest) return sentence.trimEnd();
  const cut = sentence.slice(0, longest);
  const word = cut.lastIndexOf(" ");
  return `${(word > longest / 2 ? cut.slice(0, word) : cut).trimEnd()}…`;
}
