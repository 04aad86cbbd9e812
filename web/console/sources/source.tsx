// One source: its address, the steps at the provider, the check and its verdict, what was caught, its settings.
import { Alert, Button } from "@mantine/core";
import { IconArrowLeft, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import type { ChangeSourceRequest, SourceCheck, SourceDetail } from "#contract/sources.ts";
import { ApiProblem, patch } from "../../api.ts";
import { Age, useNow } from "../../ui/clock.tsx";
import { CopyField } from "../../ui/copy.tsx";
import { providerOf } from "../../ui/providers.ts";
import { Sparkline } from "../../ui/sparkline.tsx";
import { Bones, Trouble } from "../../ui/states.tsx";
import { Tag } from "../../ui/tag.tsx";
import { sourceMarks } from "../../ui/words.ts";
import { AlarmsAt } from "../alarms/at-subject.tsx";
import { useLive } from "../live.ts";
import { NotFound } from "../pages/trouble.tsx";
import { queryClient, sourceQuery, useMay } from "../queries.ts";
import { refused, told } from "../toast.tsx";
import { Challenge, publicAddressOf } from "./challenge.tsx";
import { CheckCard } from "./checks.tsx";
import { SettingsForm } from "./settings-form.tsx";
import styles from "./sources.module.css";
import { ProviderPicker, ProviderSteps } from "./steps.tsx";

export function SourcePage() {
  const { id } = useParams({ from: "/app/sources/$id" });
  const source = useQuery({
    ...sourceQuery(id),
    // What becomes of a check on its way out is no event of the stream.
    refetchInterval: ({ state }) =>
      state.data?.checks.some((check) => check.verdict === "waiting" && check.sending !== null) === true ? 2_000 : false,
  });
  useLive("delivery", () => void source.refetch(), 1_000);
  useEffect(() => {
    document.title = `${source.data?.name ?? "Source"} · Inlet`;
  }, [source.data?.name]);
  if (source.isPending) return <Bones rows={5} height={56} />;
  if (source.isError && source.data === undefined) {
    if (source.error instanceof ApiProblem && source.error.status === 404) return <NotFound />;
    return <Trouble error={source.error} retry={() => void source.refetch()} />;
  }
  return <SourceView source={source.data} />;
}

function SourceView({ source }: { source: SourceDetail }) {
  const mayChange = useMay("sources:write");
  const [provider, setProvider] = useState(String(source.settings["provider"] ?? "other"));
  const choose = (next: string) => {
    setProvider(next);
    // Kept with the source, so that colleagues see the same steps; a viewer only looks.
    if (mayChange)
      void patch(`/sources/${source.id}`, { settings: { provider: next } } satisfies ChangeSourceRequest).catch(refused);
  };
  return (
    <div className={`${styles.page} ${styles.narrow}`}>
      <header className={styles.head}>
        <div>
          <Link className={styles.up} to="/sources">
            <IconArrowLeft size={14} aria-hidden="true" /> Sources
          </Link>
          <h1 className={styles.title}>{source.name}</h1>
        </div>
        {mayChange ? <PauseButton source={source} /> : null}
      </header>
      <div className={styles.facts}>
        <Tag mark={sourceMarks[source.status]} />
        <span className="muted">
          {source.lastDeliveryAt === null ? (
            "Nothing arrived yet"
          ) : (
            <>
              Last mail <Age at={source.lastDeliveryAt} long />
            </>
          )}
        </span>
        <span className="muted">{source.lastDay.seen} in 24 hours</span>
        <Sparkline values={source.lastDay.hours} label="Messages in each of the last 24 hours" />
        <Link to="/intake" search={{ source: source.id }}>
          See its deliveries
        </Link>
      </div>
      <AlarmsAt kind="source" id={source.id} />
      {source.pausedAt === null ? null : (
        <Alert color="yellow" title="This source is paused">
          New mail to it is refused for the time being, so that senders keep it and try again for some days. Start it again before
          they give up.
        </Alert>
      )}
      <Part
        title="Its address"
        lead="Whatever is forwarded here becomes a ticket. Keep it to yourself: customers go on writing to your own address."
      >
        <CopyField value={source.address} label="Address of this source" />
      </Part>
      <Confirmations source={source} />
      <Part title="Forward your mail here">
        <ProviderPicker label="Where the mailbox lives" value={provider} onChange={choose} />
        <ProviderSteps provider={providerOf(provider)} address={source.address} publicAddress={publicAddressOf(source)} />
      </Part>
      <Part title="Check the forwarding">
        {mayChange ? (
          <Challenge source={source} publicAddress={null} />
        ) : (
          <p className="muted">An administrator can check the forwarding here.</p>
        )}
        <PastChecks source={source} />
      </Part>
      {mayChange ? (
        <Part title="Settings">
          <SettingsForm source={source} />
        </Part>
      ) : null}
    </div>
  );
}

function Confirmations({ source }: { source: SourceDetail }) {
  const now = useNow();
  const caught = source.checks.filter((check) => isFreshConfirmation(check, now));
  if (caught.length === 0) return null;
  return (
    <Part title="Your provider asks you to confirm">
      {caught.slice(0, 3).map((check) => (
        <CheckCard key={check.id} check={check} />
      ))}
    </Part>
  );
}

function PastChecks({ source }: { source: SourceDetail }) {
  const now = useNow();
  const past = source.checks.filter((check) => !isFreshConfirmation(check, now));
  if (past.length === 0) return null;
  return (
    <details className={styles.past} open={past[0]?.verdict !== "arrived"}>
      <summary>Earlier checks ({past.length})</summary>
      {past.slice(0, 5).map((check) => (
        <CheckCard key={check.id} check={check} />
      ))}
    </details>
  );
}

// A confirmation is to be acted on while it is new; later it is history.
function isFreshConfirmation(check: SourceCheck, now: number): boolean {
  return check.kind !== "challenge" && now - Date.parse(check.createdAt) < 14 * 86_400_000;
}

function PauseButton({ source }: { source: SourceDetail }) {
  const [busy, setBusy] = useState(false);
  const paused = source.pausedAt !== null;
  const set = async (next: boolean) => {
    setBusy(true);
    try {
      await patch(`/sources/${source.id}`, { paused: next } satisfies ChangeSourceRequest);
      told(next ? `${source.name} is paused` : `${source.name} takes mail again`, () => void set(!next));
    } catch (error) {
      refused(error);
    }
    await queryClient.invalidateQueries({ queryKey: ["source", source.id] });
    void queryClient.invalidateQueries({ queryKey: ["sources"] });
    setBusy(false);
  };
  return (
    <Button
      variant="default"
      loading={busy}
      leftSection={paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
      onClick={() => void set(!paused)}
    >
      {paused ? "Take mail again" : "Pause"}
    </Button>
  );
}

export function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h2 className={styles.partTitle}>{title}</h2>
      {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
      {children}
    </section>
  );
}
