// The keyboard: single keys and two-key sequences ("g i"), silent while somebody types or a dialog is open.
import { useEffect, useRef } from "react";

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const sequenceMs = 1_200;

// As it was when the key went down: what closes by that very key may be gone by the time that it is asked here.
let dialogWasOpen = false;
window.addEventListener("keydown", () => (dialogWasOpen = isDialogOpen()), { capture: true });

export function useKeys(keys: KeyMap, enabled = true): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!enabled) return;
    let first: { key: string; at: number } | null = null;
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event) || dialogWasOpen || isDialogOpen()) return;
      const key = nameOf(event);
      if (key === null) return;
      const begun = first !== null && event.timeStamp - first.at < sequenceMs ? `${first.key} ${key}` : null;
      first = null;
      const handler = (begun === null ? undefined : latest.current[begun]) ?? latest.current[key];
      if (handler === undefined) {
        first = { key, at: event.timeStamp };
        return;
      }
      event.preventDefault();
      handler(event);
    };
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [enabled]);
}

/** Enter on a focused link or button is that link's or button's own: presses it. False where there is none. */
export function pressFocused(event: KeyboardEvent): boolean {
  const own = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("a, button") : null;
  own?.click();
  return own !== null;
}

/** "j", "?", "shift+x", "Enter", "Escape"; null for what belongs to the browser or the system. */
function nameOf(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (event.key.length === 1) {
    const lower = event.key.toLowerCase();
    return event.shiftKey && lower >= "a" && lower <= "z" ? `shift+${lower}` : event.key;
  }
  return event.key;
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== "checkbox" && target.type !== "radio";
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;
}
