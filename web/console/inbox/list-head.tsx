// Above the list: which view, and the search.
import { CloseButton, Kbd, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useState } from "react";
import type { InboxSearch } from "../router.tsx";
import styles from "./inbox.module.css";
import { type View, views } from "./views.ts";

/** Which view it is; on a phone, where to choose another. */
export function ViewName({ view }: { view: View }) {
  const navigate = useNavigate();
  return (
    <>
      <h1 className={styles.title}>{view.name}</h1>
      <Select
        className={styles.views}
        aria-label="View"
        data={views.map((one) => ({ value: one.id, label: one.name }))}
        value={view.id}
        onChange={(id) => void navigate({ to: "/inbox", search: id === null || id === "open" ? {} : { view: id } })}
      />
    </>
  );
}

export function ListHead({ view, search, box }: { view: View; search: InboxSearch; box: RefObject<HTMLInputElement | null> }) {
  const navigate = useNavigate();
  const [text, setText] = useState(search.q ?? "");
  const apply = (q: string) =>
    void navigate({ to: "/inbox", search: { ...search, q: q.trim() === "" ? undefined : q.trim() }, replace: true });
  const applySoon = useDebouncedCallback(apply, 250);
  // The address is the truth: going back shows the earlier search, unless somebody is typing a new one.
  useEffect(() => {
    if (document.activeElement !== box.current) setText(search.q ?? "");
  }, [search.q, box]);
  return (
    <header className={styles.head}>
      <ViewName view={view} />
      <TextInput
        ref={box}
        className={styles.search}
        aria-label={`Search in ${view.name}`}
        placeholder="Search"
        leftSection={<IconSearch size={16} stroke={1.6} />}
        rightSection={
          text === "" ? (
            <Kbd className={styles.slash} aria-hidden="true">
              /
            </Kbd>
          ) : (
            <CloseButton size="sm" aria-label="Clear the search" onClick={() => (setText(""), apply(""))} />
          )
        }
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          applySoon(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
        }}
      />
    </header>
  );
}
