// What came in above the rows one is looking at: it waits behind a pill, so that the list does not jump.
import styles from "./long-list.module.css";

/** `place` is the class that says how far from the top it stands. */
export function News({ count, show, place }: { count: number; show: () => void; place: string | undefined }) {
  if (count === 0) return null;
  return (
    <button type="button" className={`${styles.news} ${place}`} onClick={show}>
      {count} new
    </button>
  );
}
