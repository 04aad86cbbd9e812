// API keys: made with the least they need, shown once, revoked by one button.
import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Scope } from "#contract/agents.ts";
import type { ApiKey, CreateApiKeyRequest, CreatedApiKey } from "#contract/api-keys.ts";
import { explain, post, remove } from "../../api.ts";
import { Age, useNow } from "../../ui/clock.tsx";
import { CopyField } from "../../ui/copy.tsx";
import { Bones, Empty, Trouble } from "../../ui/states.tsx";
import { Tag } from "../../ui/tag.tsx";
import { until } from "../../ui/time.ts";
import { scopeWords } from "../../ui/words.ts";
import { apiKeysQuery, queryClient } from "../queries.ts";
import { refused, told } from "../toast.tsx";
import styles from "./settings.module.css";

const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
  { value: "never", label: "Until revoked" },
];

export function Keys() {
  const keys = useQuery(apiKeysQuery);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<CreatedApiKey | null>(null);
  return (
    <Stack gap="lg">
      <p className={styles.words}>
        A key lets a program of yours read or change what its scopes name. Whoever has it can do the same: keep it as you keep a
        password.
      </p>
      {made === null ? null : (
        <section className={styles.shown} aria-label="Your new key">
          <strong>Copy “{made.name}” now: it is shown this one time.</strong>
          <CopyField value={made.key} label="API key" />
          <div>
            <Button variant="default" onClick={() => setMade(null)}>
              I have it
            </Button>
          </div>
        </section>
      )}
      <div>
        <Button leftSection={<IconKey size={16} />} onClick={() => setMaking(true)}>
          Make a key
        </Button>
      </div>
      {keys.isPending ? <Bones rows={2} /> : null}
      {keys.isError ? <Trouble error={keys.error} retry={() => void keys.refetch()} /> : null}
      {keys.data?.length === 0 ? <Empty title="No keys">Nothing but people can reach this workspace.</Empty> : null}
      <ul className={styles.keys}>
        {(keys.data ?? []).map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
      {making ? <MakeKey close={() => setMaking(false)} done={setMade} /> : null}
    </Stack>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const now = useNow();
  const [asked, setAsked] = useState(false);
  const over = apiKey.expiresAt !== null && Date.parse(apiKey.expiresAt) <= now;
  const revoke = async () => {
    try {
      await remove(`/api-keys/${apiKey.id}`);
      told(`“${apiKey.name}” is revoked`);
    } catch (error) {
      refused(error);
    }
    void queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
  };
  return (
    <li className={styles.key}>
      <div className={styles.keyName}>
        <strong>{apiKey.name}</strong> <span className="muted mono">…{apiKey.hint}</span>
        <div className="muted">{apiKey.scopes.map((scope) => scopeWords[scope]).join(" · ")}</div>
      </div>
      <div className="muted">
        {apiKey.lastUsedAt === null ? (
          "Never used"
        ) : (
          <>
            Used <Age at={apiKey.lastUsedAt} long />
          </>
        )}
        <div>{apiKey.expiresAt === null ? "Does not expire" : over ? "Expired" : `Expires ${until(apiKey.expiresAt, now)}`}</div>
      </div>
      {apiKey.revokedAt !== null ? (
        <Tag mark={{ word: "Revoked", tone: "plain", shape: "cross" }} />
      ) : asked ? (
        <Group gap="xs">
          <Button size="compact-sm" color="red" onClick={() => void revoke()}>
            Revoke it for good
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAsked(false)}>
            Keep it
          </Button>
        </Group>
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setAsked(true)} aria-label={`Revoke ${apiKey.name}`}>
          Revoke
        </Button>
      )}
    </li>
  );
}

function MakeKey({ close, done }: { close: () => void; done: (key: CreatedApiKey) => void }) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["tickets:read"]);
  const [lifetime, setLifetime] = useState("90");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const expiresAt = lifetime === "never" ? null : new Date(Date.now() + Number(lifetime) * 86_400_000).toISOString();
      done(await post<CreatedApiKey>("/api-keys", { name, scopes: scopes as Scope[], expiresAt } satisfies CreateApiKeyRequest));
      void queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
      close();
    } catch (error) {
      setTrouble(explain(error).detail);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={close} title="Make a key" closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Stack gap="lg">
          <TextInput
            label="Name"
            description="What it is for, so that you know it again."
            placeholder="Nightly export"
            data-autofocus
            value={name}
            error={trouble}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group label="It may" value={scopes} onChange={setScopes}>
            <Stack gap="sm" mt="sm">
              {(Object.keys(scopeWords) as Scope[]).map((scope) => (
                <Checkbox key={scope} value={scope} label={scopeWords[scope]} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Select label="Ends" data={lifetimes} value={lifetime} onChange={(value) => value !== null && setLifetime(value)} />
          <Button type="submit" loading={busy} disabled={name.trim() === "" || scopes.length === 0}>
            Make the key
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
