// Text that is meant to be carried elsewhere: shown whole, copied by one button that says it did.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "./copy.module.css";

export function CopyField({ value, label }: { value: string; label: string }) {
  return (
    <div className={styles["field"]} role="group" aria-label={label}>
      <code className={styles["value"]}>{value}</code>
      <CopyIcon value={value} label={`Copy ${label.toLowerCase()}`} />
    </div>
  );
}

export function CopyIcon({ value, label }: { value: string; label: string }) {
  const clipboard = useClipboard({ timeout: 1600 });
  return (
    <Tooltip label={clipboard.copied ? "Copied" : label}>
      <ActionIcon size={28} aria-label={clipboard.copied ? "Copied" : label} onClick={() => clipboard.copy(value)}>
        {clipboard.copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}

export function CopyButton({ value, children }: { value: string; children: string }) {
  const clipboard = useClipboard({ timeout: 1600 });
  return (
    <Button
      variant="default"
      leftSection={clipboard.copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      onClick={() => clipboard.copy(value)}
      aria-live="polite"
    >
      {clipboard.copied ? "Copied" : children}
    </Button>
  );
}
