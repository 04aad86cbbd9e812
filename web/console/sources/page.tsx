// Sources: in five seconds, whether everything that customers write to reaches us.
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Source } from "#contract/sources.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Age } from "../../ui/clock.tsx";
import { CopyIcon } from "../../ui/copy.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { Bones, Empty, Trouble } from "../../ui/states.tsx";
import { Tag } from "../../ui/tag.tsx";
import { count } from "../../ui/time.ts";
import { sourceMarks } from "../../ui/words.ts";
import { AlarmMark } from "../alarms/at-subject.tsx";
import { sourcesQuery } from "../queries.ts";
import styles from "./sources.module.css";

export function SourcesPage() {
  const sources = useQuery(sourcesQuery);
  useEffect(() => {
    document.title = "Sources · Inlet";
  }, []);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 className={styles.title}>Sources</h1>
        <ButtonLink to="/welcome" leftSection={<IconPlus size={16} />}>
          Connect a source
        </ButtonLink>
      </header>
      {sources.isPending ? <Bones rows={3} height={64} /> : null}
      {sources.isError ? <Trouble error={sources.error} retry={() => void sources.refetch()} /> : null}
      {sources.data?.length === 0 ? (
        <Empty
          icon={<IconPlugConnected size={28} stroke={1.5} />}
          title="Where do customers write today?"
          action={<ButtonLink to="/welcome">Connect the first source</ButtonLink>}
        >
          A source is one of those places: a support address, a billing address, a group. Each gets an address of its own to
          forward to.
        </Empty>
      ) : null}
      <ul className={styles.list}>
        {(sources.data ?? []).map((source) => (
          <SourceRow key={source.id} source={source} />
        ))}
      </ul>
    </div>
  );
}

function SourceRow({ source }: { source: Source }) {
  return (
    <li className={styles.row}>
      <div className={styles.rowName}>
        <Link className={styles.name} to="/sources/$id" params={{ id: source.id }}>
          {source.name}
        </Link>
        <div className={styles.rowAddress}>
          <span className="clip mono">{source.address}</span>
          <CopyIcon value={source.address} label={`Copy the address of ${source.name}`} />
        </div>
      </div>
      <div className={styles.rowState}>
        <Tag mark={sourceMarks[source.status]} />
        <AlarmMark kind="source" id={source.id} />
        <span className="muted">{nextStep(source)}</span>
      </div>
      <div className={styles.rowLast}>
        <span className="muted">Last mail</span>
        <span>{source.lastDeliveryAt === null ? "never" : <Age at={source.lastDeliveryAt} long />}</span>
      </div>
      <div className={styles.rowDay}>
        <span className="muted">{count(source.lastDay.seen, "message")} in 24 h</span>
        <Sparkline values={source.lastDay.hours} label={`Messages in each of the last 24 hours of ${source.name}`} />
      </div>
    </li>
  );
}

/** What to do now, in one sentence; empty where there is nothing to do. */
function nextStep(source: Source): string {
  if (source.status === "new") return "Forward your address here, then check it.";
  if (source.status === "paused") return "Mail is refused for now; senders try again.";
  if (source.status === "failing")
    return source.lastDay.failed > 0
      ? `${count(source.lastDay.failed, "message")} failed. Open it to see why.`
      : "A check did not come back. Open it to repair.";
  return source.lastDay.setAside > 0 ? `${source.lastDay.setAside} set aside today.` : "";
}
