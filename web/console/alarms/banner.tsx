// For those who can do something about it: one line on every page as long as something keeps mail from leaving as it should.
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMay } from "../queries.ts";
import styles from "./alarms.module.css";
import { remedyOf, useAlarms } from "./queries.ts";

export function AlarmBanner() {
  const alarms = useAlarms();
  const mayRepair = useMay("sources:write");
  const [worst, ...others] = alarms;
  return (
    <div role="status">
      {worst === undefined || !mayRepair ? null : (
        <p className={styles.banner} data-severity={worst.severity}>
          <IconAlertTriangle size={16} stroke={1.7} aria-hidden="true" />
          <span className={styles.bannerWords} title={worst.text}>
            {worst.text}
          </span>
          {others.length === 0 ? null : <span className={styles.more}>and {others.length} more</span>}
          <Link className={styles.bannerLink} {...remedyOf(worst)}>
            {worst.severity === "error" ? "Repair it" : "See why"}
          </Link>
        </p>
      )}
    </div>
  );
}
