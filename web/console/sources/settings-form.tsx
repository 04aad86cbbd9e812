// A source's settings, drawn from its fields.
import { Button, Select, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ChangeSourceRequest, SourceDetail } from "#contract/sources.ts";
import { ApiProblem, explain, patch } from "../../api.ts";
import { changesOf, fieldsOf, type SettingField, textOf, valueAt } from "../../ui/setting-fields.ts";
import { queryClient } from "../queries.ts";
import { told } from "../toast.tsx";
import styles from "./sources.module.css";

type Draft = Record<string, string | boolean>;

export function SettingsForm({ source }: { source: SourceDetail }) {
  const [name, setName] = useState(source.name);
  const [draft, setDraft] = useState<Draft>(() => draftOf(source));
  const [troubles, setTroubles] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const changed = changesOf(source.settings, draft);
  const renamed = name.trim() !== source.name;
  // The provider is chosen above, with its steps.
  const fields = fieldsOf(source.settings).filter((field) => field.path !== "provider");

  const save = async () => {
    setBusy(true);
    setTroubles({});
    try {
      const request: ChangeSourceRequest = {
        ...(renamed ? { name } : {}),
        ...(Object.keys(changed).length === 0 ? {} : { settings: changed }),
      };
      const after = await patch<SourceDetail>(`/sources/${source.id}`, request);
      setDraft(draftOf(after));
      setName(after.name);
      told("Settings saved");
      await queryClient.invalidateQueries({ queryKey: ["source", source.id] });
      void queryClient.invalidateQueries({ queryKey: ["sources"] });
    } catch (error) {
      setTroubles(troublesOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="lg">
        <TextInput
          label="Name"
          description="How you and your colleagues call it."
          value={name}
          error={troubles["name"]}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {fields.map((field) => (
          <Field
            key={field.path}
            field={field}
            value={draft[field.path] ?? ""}
            error={troubles[field.path]}
            set={(value) => setDraft((before) => ({ ...before, [field.path]: value }))}
          />
        ))}
        {troubles[""] === undefined ? null : (
          <p className={styles.formTrouble} role="alert">
            {troubles[""]}
          </p>
        )}
        <div>
          <Button type="submit" loading={busy} disabled={!renamed && Object.keys(changed).length === 0}>
            Save
          </Button>
        </div>
      </Stack>
    </form>
  );
}

function Field({
  field,
  value,
  error,
  set,
}: {
  field: SettingField;
  value: string | boolean;
  error: string | undefined;
  set: (value: string | boolean) => void;
}) {
  const common = { label: field.label, description: field.help, error };
  if (typeof value === "boolean")
    return <Switch {...common} checked={value} onChange={(event) => set(event.currentTarget.checked)} />;
  if (field.kind === "choice")
    return <Select {...common} data={[...(field.choices ?? [])]} value={value} onChange={(next) => next !== null && set(next)} />;
  if (field.kind === "lines" || field.kind === "paragraphs")
    return (
      <Textarea
        {...common}
        autosize
        minRows={field.kind === "lines" ? 2 : 3}
        maxRows={10}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      inputMode={field.kind === "megabytes" ? "decimal" : field.kind === "number" ? "numeric" : "text"}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

function draftOf(source: Pick<SourceDetail, "settings">): Draft {
  return Object.fromEntries(
    fieldsOf(source.settings).map((field) => [field.path, textOf(field, valueAt(source.settings, field.path))]),
  );
}

// `/body/settings/attachments/maxSize` and `/body/settings/ignoreSenders/3` to the field that they are about; the rest stands at the foot.
function troublesOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return { "": explain(error).detail };
  return Object.fromEntries(
    error.errors.map(({ pointer, detail }) => {
      const parts = pointer
        .split("/")
        .filter((part) => part !== "" && part !== "body" && part !== "settings" && !/^\d+$/.test(part));
      return [parts.join("."), detail];
    }),
  );
}
