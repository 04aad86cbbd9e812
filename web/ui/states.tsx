// What a screen shows when there is nothing, not yet anything, or trouble.
import { Alert, Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { explain } from "../api.ts";
import styles from "./states.module.css";

/** An empty place that teaches the next step. */
export function Empty(props: { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode; order?: 1 | 2 }) {
  return (
    <div className={styles["empty"]}>
      {props.icon === undefined ? null : <div className={styles["icon"]}>{props.icon}</div>}
      <Title order={props.order ?? 2} fz="lg">
        {props.title}
      </Title>
      {props.children === undefined ? null : <div className={styles["words"]}>{props.children}</div>}
      {props.action}
    </div>
  );
}

/** Bones of a list, after 300 ms: a quick answer shows none. */
export function Bones({ rows = 6, height = 44 }: { rows?: number; height?: number }) {
  if (!useLater(300)) return <div aria-busy="true" />;
  return (
    <Stack gap="sm" p="lg" role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, at) => (
        <Skeleton key={at} height={height} />
      ))}
    </Stack>
  );
}

/** What went wrong, what it means, and the button that tries again. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, detail, requestId } = explain(error);
  return (
    <div className={styles["trouble"]}>
      <Alert color="red" icon={<IconAlertTriangle size={18} />} title={title} role="alert">
        <Text size="sm">{detail}</Text>
        {requestId === null ? null : (
          <Text size="xs" c="dimmed" mt={4}>
            Request <code>{requestId}</code>
          </Text>
        )}
        {retry === undefined ? null : (
          <Button variant="default" size="xs" mt="sm" onClick={retry}>
            Try again
          </Button>
        )}
      </Alert>
    </div>
  );
}

function useLater(ms: number): boolean {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return due;
}
