// One sending domain: its state, the records to publish with what DNS says of each, its keys, its own relay.
import { Button, Collapse, Group, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { DnsRecord, SendingDomain, SendingDomainDetail } from "#contract/sending-domains.ts";
import { post, remove } from "../../api.ts";
import { Age } from "../../ui/clock.tsx";
import { CopyIcon } from "../../ui/copy.tsx";
import { domainMarks, keyWords, recordMarks, recordNames } from "../../ui/sending-words.ts";
import { Bones, Trouble } from "../../ui/states.tsx";
import { Tag } from "../../ui/tag.tsx";
import { count, moment } from "../../ui/time.ts";
import { AlarmMark, AlarmsAt } from "../alarms/at-subject.tsx";
import { queryClient, useMay } from "../queries.ts";
import { refused, told } from "../toast.tsx";
import { RelayPart } from "./relay.tsx";
import { sendingDomainQuery, sendingDomainsQuery } from "./sending-queries.ts";
import styles from "./sending.module.css";

export function DomainCard({ domain, alone }: { domain: SendingDomain; alone: boolean }) {
  const [open, setOpen] = useState(alone && domain.state !== "verified");
  const bodyId = useId();
  const mark = domainMarks[domain.state];
  return (
    <section className={styles.domain} aria-label={domain.name}>
      <div className={styles.domainHead}>
        <UnstyledButton className={styles.domainName} aria-expanded={open} aria-controls={bodyId} onClick={() => setOpen(!open)}>
          <IconChevronRight size={16} className={styles.turn} data-open={open || undefined} aria-hidden="true" />
          <strong>{domain.name}</strong>
          <span className={styles.hidden}>: records and keys</span>
        </UnstyledButton>
        <Tag mark={mark} />
        {open ? null : <AlarmMark kind="relay" id={domain.id} />}
        <span className="muted">
          {domain.problems === 0 ? "All records found" : `${count(domain.problems, "record")} to look at`}
          {domain.checkedAt === null ? (
            ". Not checked yet"
          ) : (
            <>
              {". Checked "}
              <Age at={domain.checkedAt} long />
            </>
          )}
        </span>
      </div>
      <div className={styles.domainAlarms}>
        <AlarmsAt kind="sending-domain" id={domain.id} />
      </div>
      <Collapse expanded={open} id={bodyId}>
        {open ? <DomainBody domain={domain} /> : null}
      </Collapse>
    </section>
  );
}

function DomainBody({ domain }: { domain: SendingDomain }) {
  const detail = useQuery(sendingDomainQuery(domain.id));
  const may = useMay("sources:write");
  const [relay, setRelay] = useState(false);
  if (detail.isPending) return <Bones rows={4} height={56} />;
  if (detail.isError) return <Trouble error={detail.error} retry={() => void detail.refetch()} />;
  const { records, alignment } = detail.data;
  return (
    <div className={styles.domainBody}>
      <AlarmsAt kind="relay" id={domain.id} />
      <p className={styles.meaning}>{domainMarks[domain.state].meaning}</p>
      <ul className={styles.records} aria-label={`DNS records of ${domain.name}`}>
        {records.map((record) => (
          <RecordRow key={`${record.use} ${record.name}`} record={record} />
        ))}
      </ul>
      <Alignment dkim={alignment.dkim} spf={alignment.spf} />
      <Keys detail={detail.data} />
      {may ? <Acts detail={detail.data} /> : null}
      <div>
        <Button size="compact-sm" variant="subtle" onClick={() => setRelay(!relay)} aria-expanded={relay}>
          {relay ? "Hide its relay" : "A relay of its own"}
        </Button>
      </div>
      {relay ? <RelayPart domainId={domain.id} /> : null}
    </div>
  );
}

function RecordRow({ record }: { record: DnsRecord }) {
  const isFine = record.state === "ok";
  return (
    <li className={styles.record} data-state={record.state}>
      <div className={styles.recordHead}>
        <strong>{recordNames[record.use]}</strong>
        <Tag mark={recordMarks[record.state]} />
        {record.required ? null : <span className="muted">Recommended</span>}
      </div>
      <p className={styles.purpose}>{record.purpose}</p>
      <dl className={styles.recordParts}>
        <dt>Type</dt>
        <dd>
          <code>{record.type}</code>
        </dd>
        <dt>Name</dt>
        <dd className={styles.copyable}>
          <code>{record.name}</code>
          <CopyIcon value={record.name} label={`Copy the name of ${recordNames[record.use]}`} />
        </dd>
        <dt>Value</dt>
        <dd className={styles.copyable}>
          <code>{record.value}</code>
          <CopyIcon value={record.value} label={`Copy the value of ${recordNames[record.use]}`} />
        </dd>
        {record.strings === null ? null : (
          <>
            <dt>In parts</dt>
            <dd className={styles.copyable}>
              <span className="muted">For panels that take 255 characters at most.</span>
              <CopyIcon value={record.strings.map((part) => `"${part}"`).join(" ")} label="Copy the value in parts" />
            </dd>
          </>
        )}
        {isFine || record.found.length === 0 ? null : (
          <>
            <dt>There now</dt>
            <dd>
              {record.found.map((found) => (
                <code key={found} className={styles.found}>
                  {found}
                </code>
              ))}
            </dd>
          </>
        )}
      </dl>
      {isFine && record.code === null ? null : <p className={styles.advice}>{record.advice}</p>}
    </li>
  );
}

function Alignment({ dkim, spf }: { dkim: boolean; spf: boolean }) {
  return (
    <p className={styles.alignment}>
      <Tag
        mark={
          dkim ? { word: "DKIM aligned", tone: "ok", shape: "check" } : { word: "DKIM not aligned", tone: "plain", shape: "ring" }
        }
      />
      <Tag
        mark={
          spf ? { word: "SPF aligned", tone: "ok", shape: "check" } : { word: "SPF not aligned", tone: "plain", shape: "ring" }
        }
      />
      <span className="muted">
        {dkim || spf ? "DMARC asks for one of the two." : "DMARC asks for one of the two: without it, receivers doubt your mail."}
      </span>
    </p>
  );
}

function Keys({ detail }: { detail: SendingDomainDetail }) {
  const keys = detail.keys.filter((key) => key.state !== "retired");
  return (
    <ul className={styles.keys} aria-label="Keys">
      {keys.map((key) => (
        <li key={key.id}>
          <code>{key.selector}</code> <span className="muted">{key.algorithm === "rsa-sha256" ? "RSA 2048" : "Ed25519"}</span>{" "}
          {keyWords[key.state]}
          {key.state === "retiring" && key.retiredAt !== null ? ` ${moment(key.retiredAt)}` : ""}
        </li>
      ))}
    </ul>
  );
}

function Acts({ detail }: { detail: SendingDomainDetail }) {
  const [busy, setBusy] = useState<"check" | "rotate" | "remove" | null>(null);
  const [asked, setAsked] = useState<"rotate" | "remove" | null>(null);
  const act = async (what: "check" | "rotate" | "remove", words: (after: SendingDomainDetail | null) => string) => {
    setBusy(what);
    try {
      const path = `/sending-domains/${detail.id}`;
      const after = what === "remove" ? await remove<null>(path) : await post<SendingDomainDetail>(`${path}/${what}`);
      if (after !== null) queryClient.setQueryData(sendingDomainQuery(detail.id).queryKey, after);
      await queryClient.invalidateQueries({ queryKey: sendingDomainsQuery.queryKey });
      told(words(after));
    } catch (error) {
      refused(error);
    }
    setBusy(null);
    setAsked(null);
  };
  const found = (after: SendingDomainDetail | null) =>
    after === null || after.problems === 0 ? "All records are there" : `${count(after.problems, "record")} to look at`;
  if (asked === "rotate") {
    return (
      <div className={styles.ask}>
        <p>
          New keys are made, and two new records appear above. The keys of today sign until the new ones are found in DNS; their
          records then stay for a week, for mail under way.
        </p>
        <Group gap="sm">
          <Button loading={busy === "rotate"} onClick={() => void act("rotate", () => "New keys made: publish their records")}>
            Make new keys
          </Button>
          <Button variant="default" onClick={() => setAsked(null)}>
            Keep these
          </Button>
        </Group>
      </div>
    );
  }
  if (asked === "remove") {
    return (
      <div className={styles.ask}>
        <p>Its keys are thrown away. Answers to customers of this domain then leave from generated addresses.</p>
        <Group gap="sm">
          <Button color="red" loading={busy === "remove"} onClick={() => void act("remove", () => `${detail.name} is removed`)}>
            Remove {detail.name}
          </Button>
          <Button variant="default" onClick={() => setAsked(null)}>
            Keep it
          </Button>
        </Group>
      </div>
    );
  }
  return (
    <Group gap="sm">
      <Button leftSection={<IconRefresh size={16} />} loading={busy === "check"} onClick={() => void act("check", found)}>
        Check now
      </Button>
      <Button variant="default" onClick={() => setAsked("rotate")}>
        Rotate the keys…
      </Button>
      <Button variant="default" onClick={() => setAsked("remove")}>
        Remove…
      </Button>
    </Group>
  );
}
