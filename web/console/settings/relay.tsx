// A relay: what is in use, the form that changes it, and the test that says whether it works.
import { Alert, Button, Group, PasswordInput, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Relay, RelayAnswer, RelayTest, SetRelayRequest, TestRelayRequest } from "#contract/relays.ts";
import { ApiProblem, explain, post, put, remove } from "../../api.ts";
import { tlsChoices } from "../../ui/sending-words.ts";
import { Bones, Trouble } from "../../ui/states.tsx";
import { Tag } from "../../ui/tag.tsx";
import { queryClient, useMay } from "../queries.ts";
import { refused, told } from "../toast.tsx";
import { relayPath, relayQuery } from "./sending-queries.ts";
import styles from "./sending.module.css";

type Tls = Relay["tls"];

export function RelayPart({ domainId }: { domainId: string | null }) {
  const relay = useQuery(relayQuery(domainId));
  const may = useMay("sources:write");
  if (relay.isPending) return <Bones rows={2} />;
  if (relay.isError) return <Trouble error={relay.error} retry={() => void relay.refetch()} />;
  return (
    <div className={styles.relay}>
      <InUse relay={relay.data} domainId={domainId} />
      {may ? <RelayForm key={relay.data?.updatedAt ?? "none"} relay={relay.data} domainId={domainId} /> : null}
    </div>
  );
}

function InUse({ relay, domainId }: { relay: Relay | null; domainId: string | null }) {
  if (relay === null) {
    return (
      <Alert color="yellow" title="Nothing can be sent yet">
        Answers wait in the queue until there is a relay; they are not lost. Choose “Try it out” to have them written to files on
        this machine instead.
      </Alert>
    );
  }
  const origins: Record<Relay["origin"], string> = {
    domain: "This domain's own relay",
    workspace: domainId === null ? "In use" : "The workspace's relay",
    environment: "Set by INLET_SMTP_RELAY where Inlet was started",
  };
  return (
    <p className={styles.inUse}>
      {relay.kind === "sink" ? (
        <>
          <Tag mark={{ word: "Trying out", tone: "warn", shape: "half" }} /> Answers are written to files in the data folder.
          Nobody receives them.
        </>
      ) : (
        <>
          <Tag mark={{ word: origins[relay.origin], tone: "plain", shape: "dot" }} />
          <code>
            {relay.host}:{relay.port}
          </code>
          {relay.username === null ? null : <span className="muted">as {relay.username}</span>}
        </>
      )}
    </p>
  );
}

function RelayForm({ relay, domainId }: { relay: Relay | null; domainId: string | null }) {
  // What comes from the environment or from the workspace is a beginning for one's own.
  const own = relay !== null && relay.origin === (domainId === null ? "workspace" : "domain");
  const [kind, setKind] = useState<Relay["kind"]>(relay?.kind ?? "smtp");
  const [host, setHost] = useState(own ? relay.host : "");
  const [port, setPort] = useState(String(own ? relay.port : 587));
  const [tls, setTls] = useState<Tls>(own ? relay.tls : "required");
  const [username, setUsername] = useState(own ? (relay.username ?? "") : "");
  const [password, setPassword] = useState("");
  const [forget, setForget] = useState(false);
  const [connections, setConnections] = useState(String(own ? relay.connections : 4));
  const [perMinute, setPerMinute] = useState(String(own ? (relay.perMinute ?? "") : ""));
  const [troubles, setTroubles] = useState<Record<string, string>>({});
  const [test, setTest] = useState<RelayTest | null>(null);
  const [busy, setBusy] = useState<"save" | "test" | "remove" | null>(null);

  const request = (): SetRelayRequest => ({
    kind,
    host: host.trim(),
    port: Number(port),
    tls,
    username: username.trim() === "" ? null : username.trim(),
    ...(password !== "" ? { password } : forget ? { password: null } : {}),
    connections: Number(connections),
    perMinute: perMinute.trim() === "" ? null : Number(perMinute),
  });
  const attempt = async (what: "save" | "test" | "remove", act: () => Promise<void>) => {
    setBusy(what);
    setTroubles({});
    setTest(null);
    try {
      await act();
    } catch (error) {
      setTroubles(troublesOf(error));
    } finally {
      setBusy(null);
    }
  };
  const save = () =>
    attempt("save", async () => {
      await put<RelayAnswer>(relayPath(domainId), request());
      told("Relay saved");
      await queryClient.invalidateQueries({ queryKey: ["relay"] });
    });
  const tryIt = () =>
    attempt("test", async () => {
      setTest(await post<RelayTest>(`${relayPath(domainId)}/test`, { relay: request() } satisfies TestRelayRequest));
    });
  const drop = () =>
    attempt("remove", async () => {
      try {
        await remove(relayPath(domainId));
        told("Relay removed");
      } catch (error) {
        refused(error);
      }
      await queryClient.invalidateQueries({ queryKey: ["relay"] });
    });
  const isSmtp = kind === "smtp";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="lg">
        <div>
          <SegmentedControl
            aria-label="How answers leave"
            value={kind}
            onChange={(value) => setKind(value === "sink" ? "sink" : "smtp")}
            data={[
              { value: "smtp", label: "Through a relay" },
              { value: "sink", label: "Try it out" },
            ]}
          />
        </div>
        {isSmtp ? (
          <>
            <div className={styles.pair}>
              <TextInput
                label="Host"
                placeholder="smtp.your-provider.example"
                value={host}
                error={troubles["host"]}
                onChange={(event) => setHost(event.currentTarget.value)}
              />
              <TextInput
                label="Port"
                className={styles.narrow}
                inputMode="numeric"
                value={port}
                error={troubles["port"]}
                onChange={(event) => setPort(event.currentTarget.value)}
              />
            </div>
            <Select
              label="Encryption"
              data={[...tlsChoices]}
              value={tls}
              onChange={(value) => {
                if (value === null) return;
                setTls(value as Tls);
                if (value === "implicit" && port === "587") setPort("465");
                if (value === "required" && port === "465") setPort("587");
              }}
            />
            <div className={styles.pair}>
              <TextInput
                label="User"
                description="Empty where the relay knows this machine."
                autoComplete="off"
                value={username}
                error={troubles["username"]}
                onChange={(event) => setUsername(event.currentTarget.value)}
              />
              <PasswordInput
                label="Password"
                description={
                  own && relay.hasPassword && !forget
                    ? "One is stored. It is never shown again."
                    : "Stored encrypted, never shown again."
                }
                placeholder={own && relay.hasPassword && !forget ? "••••••••" : ""}
                autoComplete="new-password"
                value={password}
                error={troubles["password"]}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
            </div>
            {own && relay.hasPassword && password === "" ? (
              <div>
                <Button size="compact-sm" variant="subtle" onClick={() => setForget(!forget)}>
                  {forget ? "Keep the stored password" : "Forget the stored password"}
                </Button>
              </div>
            ) : null}
            <details className={styles.more}>
              <summary>Limits</summary>
              <div className={styles.pair}>
                <TextInput
                  label="Connections at once"
                  description="1 to 50."
                  inputMode="numeric"
                  value={connections}
                  error={troubles["connections"]}
                  onChange={(event) => setConnections(event.currentTarget.value)}
                />
                <TextInput
                  label="Messages a minute"
                  description="Empty: no limit."
                  inputMode="numeric"
                  value={perMinute}
                  error={troubles["perMinute"]}
                  onChange={(event) => setPerMinute(event.currentTarget.value)}
                />
              </div>
            </details>
          </>
        ) : (
          <p className={styles.meaning}>
            Every answer becomes a file in the data folder, signed as it would be. The ticket says “Written to a file”, and nobody
            receives anything.
          </p>
        )}
        {troubles[""] === undefined ? null : (
          <p className={styles.trouble} role="alert">
            {troubles[""]}
          </p>
        )}
        {test === null ? null : <TestResult test={test} />}
        <Group gap="sm">
          <Button type="submit" loading={busy === "save"} disabled={isSmtp && host.trim() === ""}>
            Save
          </Button>
          {isSmtp ? (
            <Button variant="default" loading={busy === "test"} disabled={host.trim() === ""} onClick={() => void tryIt()}>
              Test it
            </Button>
          ) : null}
          {own ? (
            <Button variant="default" loading={busy === "remove"} onClick={() => void drop()}>
              Remove
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

function TestResult({ test }: { test: RelayTest }) {
  return (
    <Alert
      color={test.works ? "green" : "red"}
      role={test.works ? "status" : "alert"}
      title={test.works ? "It works" : "It does not work yet"}
    >
      {test.detail}{" "}
      <span className="muted">
        ({test.durationMs} ms{test.code === null ? "" : `, ${test.code}`})
      </span>
    </Alert>
  );
}

// `/body/host` and `/body/relay/host` to the field; the rest stands at the foot.
function troublesOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem) || error.errors.length === 0) return { "": explain(error).detail };
  return Object.fromEntries(error.errors.map(({ pointer, detail }) => [pointer.split("/").at(-1) ?? "", detail]));
}
