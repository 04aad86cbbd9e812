// Text exactly as it came: headers, evidence. It scrolls, so the keyboard can reach it (WCAG 2.1.1).
import styles from "./raw-text.module.css";

export function RawText({ label, children }: { label: string; children: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to take the focus
    <pre className={styles.text} tabIndex={0} role="region" aria-label={label}>
      {children}
    </pre>
  );
}
