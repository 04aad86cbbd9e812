// The alarms of one thing, where that thing is set up: what is wrong, since when, and what to do.
import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Alarm } from "#contract/alarms.ts";
import { Age } from "../../ui/clock.tsx";
import { Tag } from "../../ui/tag.tsx";
import styles from "./alarms.module.css";
import { useAlarms } from "./queries.ts";

export interface Subject {
  kind: Alarm["subject"]["kind"];
  /** Null: the workspace's own relay. */
  id: string | null;
}

export function AlarmsAt({ kind, id }: Subject) {
  return useAlarmsAt({ kind, id }).map((alarm) => (
    <Alert
      key={alarm.code}
      className={styles.alarm}
      color={alarm.severity === "error" ? "red" : "yellow"}
      icon={<IconAlertTriangle size={18} />}
      title={alarm.text}
    >
      {alarm.remedy}{" "}
      <span className="muted">
        Since <Age at={alarm.since} long />.
      </span>
    </Alert>
  ));
}

/** In a row or a head: that there is one. */
export function AlarmMark(subject: Subject) {
  const [worst] = useAlarmsAt(subject);
  if (worst === undefined) return null;
  const tone = worst.severity === "error" ? "bad" : "warn";
  return <Tag mark={{ word: worst.severity === "error" ? "Needs you" : "Held back", tone, shape: "bar" }} title={worst.text} />;
}

function useAlarmsAt({ kind, id }: Subject): readonly Alarm[] {
  return useAlarms().filter(({ subject }) => subject.kind === kind && subject.id === id);
}
