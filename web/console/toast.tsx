// Toasts: for what one did, with Undo where it can be undone, and with the reason where it was refused; and for being named by somebody.
import { Anchor, Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type ReactNode, useEffect, useState } from "react";
import { explain } from "../api.ts";

interface Undoable {
  id: string;
  undo: () => void;
  /** Stays when something else is done: its time runs whatever happens. */
  stays: boolean;
}

const close = { "aria-label": "Close" };
let serial = 0;
let undoable: Undoable[] = [];

/** Gives the toast's id, for `untold`. */
export function told(message: string, undo?: () => void): string {
  const id = `told-${++serial}`;
  for (const earlier of undoable.filter((one) => !one.stays)) untold(earlier.id);
  if (undo !== undefined) undoable.push({ id, undo, stays: false });
  notifications.show({
    id,
    withBorder: true,
    closeButtonProps: close,
    autoClose: undo === undefined ? 4_000 : 8_000,
    onClose: () => forget(id),
    message: (
      <Undo id={id} offered={undo !== undefined}>
        {message}
      </Undo>
    ),
  });
  return id;
}

/** What happens by itself when the time is over, unless it is undone: counts down to `until` (milliseconds since 1970). */
export function toldUntil(message: string, until: number, undo: () => void): string {
  const id = `told-${++serial}`;
  undoable.push({ id, undo, stays: true });
  notifications.show({
    id,
    withBorder: true,
    closeButtonProps: close,
    autoClose: Math.max(0, until - Date.now()),
    onClose: () => forget(id),
    message: (
      <Undo id={id} offered>
        {message} <Countdown until={until} />
      </Undo>
    ),
  });
  return id;
}

/**
 * Somebody, or something, wants one's eye: a line, and a link to where. `id`: a newer one of the same takes its place. `stays`: until it
 * is closed.
 */
export function wanted(given: {
  id: string;
  title: string;
  message: string;
  href: string;
  go: () => void;
  stays?: boolean;
}): void {
  const { id, title, message, href, go, stays = false } = given;
  notifications.hide(id);
  notifications.show({
    id,
    withBorder: true,
    closeButtonProps: close,
    autoClose: stays ? false : 12_000,
    role: stays ? "alert" : "status",
    title: (
      <Anchor
        href={href}
        inherit
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          notifications.hide(id);
          go();
        }}
      >
        {title}
      </Anchor>
    ),
    message: (
      <Text size="sm" lineClamp={stays ? 4 : 2}>
        {message}
      </Text>
    ),
  });
}

/** Takes a toast back, with its undo: what it said did not come true. */
export function untold(id: string): void {
  notifications.hide(id);
  forget(id);
}

export function refused(error: unknown): void {
  const { title, detail } = explain(error);
  notifications.show({
    color: "red",
    withBorder: true,
    closeButtonProps: close,
    title,
    message: detail,
    autoClose: 10_000,
    role: "alert",
  });
}

/** What the key z does: the newest first. */
export function undoLast(): void {
  const newest = undoable.at(-1);
  if (newest !== undefined) undoOne(newest.id);
}

function undoOne(id: string): void {
  const undo = undoable.find((one) => one.id === id)?.undo;
  untold(id);
  undo?.();
}

function forget(id: string): void {
  undoable = undoable.filter((one) => one.id !== id);
}

function Undo({ id, offered, children }: { id: string; offered: boolean; children: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <Text size="sm">{children}</Text>
      {offered ? (
        <Button variant="subtle" size="compact-sm" onClick={() => undoOne(id)}>
          Undo
        </Button>
      ) : null}
    </Group>
  );
}

// Seconds for the eye alone: a screen reader would read each of them out.
function Countdown({ until }: { until: number }) {
  const [left, setLeft] = useState(() => secondsTo(until));
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsTo(until)), 250);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <>
      <span aria-hidden="true">{left} s</span>
      <VisuallyHidden>a few seconds</VisuallyHidden>
    </>
  );
}

function secondsTo(until: number): number {
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
