// Toasts: only for what one did, with Undo where it can be undone, and with the reason where it was refused.
import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { explain } from "../api.ts";

let last: { id: string; undo: () => void } | null = null;

export function told(message: string, undo?: () => void): void {
  const id = `told-${Date.now()}-${message.length}`;
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
