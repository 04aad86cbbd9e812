// The sheet that sign-in and set-up are written on.
import type { ReactNode } from "react";
import styles from "./door.module.css";

export function Door({ title, children, lead }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <main className={styles.door}>
      <div className={styles.sheet}>
        <img src="/inlet.svg" alt="" width="32" height="32" />
        <h1 className={styles.title}>{title}</h1>
        {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}
