// Which deliveries are shown: by outcome, source and words.
import { CloseButton, Kbd, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useKeys } from "../keys.ts";
import { sourcesQuery } from "../queries.ts";
import type { IntakeSearch } from "../router.tsx";
import styles from "./intake.module.css";
import { outcomeChoices } from "./outcomes.ts";

export function Filters({ search }: { search: IntakeSearch }) {
  const navigate = useNavigate();
  const sources = useQuery(sourcesQuery);
  const box = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(search.q ?? "");
  const change = (part: Partial<IntakeSearch>) =>
    void navigate({ to: "/intake", search: (before) => ({ ...before, ...part, delivery: undefined }), replace: true });
  const seekSoon = useDebouncedCallback((q: string) => change({ q: q.trim() === "" ? undefined : q.trim() }), 250);
  useKeys({ "/": () => box.current?.focus() });
  const aside = search.outcome === "quarantine";
  return (
    <div className={styles.filters} role="search" aria-label="Filter deliveries">
      <SegmentedControl
        aria-label="Which deliveries"
        data={[
          { value: "all", label: "Everything" },
          { value: "aside", label: "Set aside" },
        ]}
        value={aside ? "aside" : "all"}
        onChange={(which) => change({ outcome: which === "aside" ? "quarantine" : undefined, reason: undefined })}
      />
      {aside ? null : (
        <Select
          aria-label="Outcome"
          placeholder="Any outcome"
          clearable
          w={190}
          data={outcomeChoices}
          value={search.outcome ?? null}
          onChange={(outcome) => change({ outcome: outcome ?? undefined, reason: undefined })}
        />
      )}
      {(sources.data ?? []).length < 2 ? null : (
        <Select
          aria-label="Source"
          placeholder="Any source"
          clearable
          w={160}
          data={(sources.data ?? []).map((source) => ({ value: source.id, label: source.name }))}
          value={search.source ?? null}
          onChange={(source) => change({ source: source ?? undefined })}
        />
      )}
      <TextInput
        ref={box}
        className={styles.search}
        aria-label="Sender or subject"
        placeholder="Sender or subject"
        leftSection={<IconSearch size={16} stroke={1.6} />}
        rightSection={
          text === "" ? (
            <Kbd aria-hidden="true">/</Kbd>
          ) : (
            <CloseButton size="sm" aria-label="Clear the search" onClick={() => (setText(""), change({ q: undefined }))} />
          )
        }
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          seekSoon(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
    </div>
  );
}
