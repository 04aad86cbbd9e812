// Suppressions: who gets no mail from here, why, and the way back.
import { Button, Group, Stack, Switch, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMailCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AddSuppressionRequest, Suppression } from "#contract/suppressions.ts";
import { explain, post } from "../../api.ts";
import { Age } from "../../ui/clock.tsx";
import { suppressionWords } from "../../ui/sending-words.ts";
import { Bones, Empty, Trouble } from "../../ui/states.tsx";
import { Tag } from "../../ui/tag.tsx";
import { queryClient, useMay } from "../queries.ts";
import { refused, told } from "../toast.tsx";
import { suppressionsQuery } from "./sending-queries.ts";
import styles from "./settings.module.css";

export function Suppressions() {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const [released, setReleased] = useState(false);
  const list = useQuery(suppressionsQuery(q, released));
  const may = useMay("sources:write");
  const rows = list.data?.data ?? [];
  return (
    <Stack gap="lg">
      <p className={styles.words}>
        Nothing is sent to these addresses. Writing on to an address that bounces, or to somebody who complained, costs your
        domain its good name, and then nobody gets your answers.
      </p>
      {may ? <AddByHand /> : null}
      <div className={styles.inline}>
        <TextInput
          label="Find an address"
          placeholder="ana@"
          className={styles.grow}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Switch
          label="Also those that were released"
          mb={8}
          checked={released}
          onChange={(event) => setReleased(event.currentTarget.checked)}
        />
      </div>
      {list.isPending ? <Bones rows={3} /> : null}
      {list.isError ? <Trouble error={list.error} retry={() => void list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        q === "" ? (
          <Empty icon={<IconMailCheck size={28} stroke={1.5} />} title="Everybody can be reached">
            An address appears here by itself when its server says that it is no good, or when somebody complains.
          </Empty>
        ) : (
          <Empty title="No such address here">Nothing on the list begins with “{q}”.</Empty>
        )
      ) : null}
      <ul className={styles.keys} aria-label="Suppressed addresses">
        {rows.map((row) => (
          <Row key={row.address} row={row} may={may} />
        ))}
      </ul>
      {list.data?.nextCursor == null ? null : (
        <p className={styles.words}>There are more. Type the beginning of an address to find it.</p>
      )}
    </Stack>
  );
}

function Row({ row, may }: { row: Suppression; may: boolean }) {
  const [busy, setBusy] = useState(false);
  const mark = suppressionWords[row.reason];
  const release = async () => {
    setBusy(true);
    try {
      await post(`/suppressions/${encodeURIComponent(row.address)}/release`);
      told(`${row.address} gets mail again`, () => void addAgain(row));
    } catch (error) {
      refused(error);
    }
    await queryClient.invalidateQueries({ queryKey: ["suppressions"] });
    setBusy(false);
  };
  return (
    <li className={styles.key}>
      <div className={styles.keyName}>
        <strong>{row.address}</strong>
        <span className={styles.preview}>
          {mark.meaning} {row.evidence === "" ? "" : `“${row.evidence}”`}
        </span>
      </div>
      <div className="muted">
        <Age at={row.createdAt} long />
        {row.reportedBy === null ? null : (
          <div>
            <Link to="/intake" search={{ delivery: row.reportedBy }}>
              the report
            </Link>
          </div>
        )}
      </div>
      <Tag mark={row.releasedAt === null ? mark : { word: "Released", tone: "ok", shape: "check" }} />
      {row.releasedAt === null && may ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          onClick={() => void release()}
          aria-label={`Release ${row.address}`}
        >
          Release
        </Button>
      ) : null}
    </li>
  );
}

async function addAgain(row: Suppression): Promise<void> {
  try {
    await post("/suppressions", { address: row.address, ...(row.evidence === "" ? {} : { note: row.evidence }) });
  } catch (error) {
    refused(error);
  }
  await queryClient.invalidateQueries({ queryKey: ["suppressions"] });
}

function AddByHand() {
  const [address, setAddress] = useState("");
  const [note, setNote] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      await post("/suppressions", { address, ...(note.trim() === "" ? {} : { note }) } satisfies AddSuppressionRequest);
      told(`${address.trim()} gets no mail from now on`);
      setAddress("");
      setNote("");
      await queryClient.invalidateQueries({ queryKey: ["suppressions"] });
    } catch (error) {
      setTrouble(explain(error).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <details>
      <summary className={styles.words}>Put an address on the list by hand</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Stack gap="md" mt="md">
          <TextInput
            label="Address"
            inputMode="email"
            value={address}
            error={trouble}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <TextInput
            label="Note"
            description="Why, for your colleagues."
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" variant="default" loading={busy} disabled={address.trim() === ""}>
              Put it on the list
            </Button>
          </Group>
        </Stack>
      </form>
    </details>
  );
}
