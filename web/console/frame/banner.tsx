// Says that what is shown may be old, once the stream has been down for a moment.
import { useEffect, useState } from "react";
import { IconCloudOff } from "@tabler/icons-react";
import { useLink } from "../live.ts";
import styles from "./frame.module.css";

const patienceMs = 3_000;

export function Banner() {
  const link = useLink();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (link !== "down") {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [link]);
  return (
    <div role="status">
      {shown ? (
        <div className={styles.banner}>
          <IconCloudOff size={18} stroke={1.6} aria-hidden="true" />
          <span>
            The connection to Inlet is down, so this page may be out of date. It tries again by itself; senders keep what cannot
            be taken.
          </span>
        </div>
      ) : null}
    </div>
  );
}
