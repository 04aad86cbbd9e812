// The bar that appears when tickets are selected.
import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { Asked } from "./actions.tsx";
import styles from "./inbox.module.css";

export function BulkBar({ count, ask, clear }: { count: number; ask: (what: Asked) => void; clear: () => void }) {
  return (
    <div className={styles.bulk} role="toolbar" aria-label="Selected tickets">
      <span className={styles.bulkCount}>{count} selected</span>
      <Button size="compact-sm" variant="default" onClick={() => ask("resolve")}>
        Resolve
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => ask("state")}>
        State
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => ask("assignee")}>
        Assign
      </Button>
      <ActionIcon size={28} aria-label="Clear the selection" onClick={clear}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}
