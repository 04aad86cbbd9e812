// Toasts: only for what one did, with Undo where it can be undone, and with the reason where it was refused.
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { explain } from "../api.ts";

let serial = 0;
let last: { id: string; undo: () => void } | null = null;

/** Gives the toast's id, for `untold`. */
export function told(message: string, undo?: () => void): string {
  const id = `told-${++serial}`;
  if (last !== null) notifications.hide(last.id);
  last = undo === undefined ? null : { id, undo };
  notifications.show({
    id,
    withBorder: true,
    autoClose: undo === undefined ? 4_000 : 8_000,
    onClose: () => {
      if (last?.id === id) last = null;
    },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Text size="sm">{message}</Text>
        {undo === undefined ? null : (
          <Button variant="subtle" size="compact-sm" onClick={undoLast}>
            Undo
          </Button>
        )}
      </Group>
    ),
  });
  return id;
}

/** Takes a toast back, with its undo: what it said did not come true. */
export function untold(id: string): void {
  notifications.hide(id);
  if (last?.id === id) last = null;
}

export function refused(error: unknown): void {
  const { title, detail } = explain(error);
  notifications.show({ color: "red", withBorder: true, title, message: detail, autoClose: 10_000, role: "alert" });
}

/** What the key z does. */
export function undoLast(): void {
  if (last === null) return;
  const { id, undo } = last;
  last = null;
  notifications.hide(id);
  undo();
}
