// One delivery opened: why it ended where it did, what came with it, and what can be done about it.
import { Button, Drawer, Group, Tabs, TextInput } from "@mantine/core";
import { IconDownload, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Delivery } from "#contract/deliveries.ts";
import type { Ticket } from "#contract/tickets.ts";
import { addressOf, explain, get } from "../../api.ts";
import { Age } from "../../ui/clock.tsx";
import { RawText } from "../../ui/raw-text.tsx";
import { ReceiptPath } from "../../ui/receipt.tsx";
import { Bones, Trouble } from "../../ui/states.tsx";
import { Tag } from "../../ui/tag.tsx";
import { bytes, exact } from "../../ui/time.ts";
import { outcomeMarks, reasonOf } from "../../ui/words.ts";
import { useLive } from "../live.ts";
import { deliveryQuery, useMay } from "../queries.ts";
import { dismiss, release, replay, undismiss } from "./actions.ts";
import styles from "./drawer.module.css";

export function DeliveryDrawer({ id, close }: { id: string; close: () => void }) {
  const delivery = useQuery(deliveryQuery(id));
  useLive("delivery", (ids) => {
    if (ids.length === 0 || ids.includes(id)) void delivery.refetch();
  });
  return (
    <Drawer opened onClose={close} title="Delivery" size={640} closeButtonProps={{ "aria-label": "Close" }}>
      {delivery.isPending ? <Bones rows={6} height={36} /> : null}
      {delivery.isError ? <Trouble error={delivery.error} retry={() => void delivery.refetch()} /> : null}
      {delivery.data === undefined ? null : <Opened delivery={delivery.data} />}
    </Drawer>
  );
}

function Opened({ delivery }: { delivery: Delivery }) {
  const { outcome } = delivery;
  return (
    <div className={styles.opened}>
      <div>
        <h3 className={styles.subject}>{delivery.subject ?? "(no subject)"}</h3>
        <p className={styles.from}>
          {delivery.sender ?? "no sender"} · <Age at={delivery.receivedAt} long /> · {delivery.source.name} ·{" "}
          {bytes(delivery.size)}
        </p>
        <p className={styles.outcome}>
          <Tag mark={outcomeMarks[outcome?.action ?? "pending"]} /> {reasonOf(outcome?.reason ?? null)}
          {outcome?.ticket == null ? null : (
            <Link to="/inbox/$number" params={{ number: String(outcome.ticket.number) }}>
              #{outcome.ticket.number} {outcome.ticket.subject}
            </Link>
          )}
        </p>
      </div>
      <Acts delivery={delivery} />
      <Tabs defaultValue="why" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="why">Why</Tabs.Tab>
          <Tabs.Tab value="envelope">Envelope</Tabs.Tab>
          <Tabs.Tab value="headers">Headers</Tabs.Tab>
          <Tabs.Tab value="history">History</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="why" pt="lg">
          {delivery.receipt === null ? (
            <p className="muted">It is stored and waits to be read. The reason appears here in a moment.</p>
          ) : (
            <ReceiptPath receipt={delivery.receipt} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="envelope" pt="lg">
          <EnvelopeFacts delivery={delivery} />
        </Tabs.Panel>
        <Tabs.Panel value="headers" pt="lg">
          <RawText label="Original headers">
            {delivery.headers ?? "The raw mail cannot be read now. Try again in a minute."}
          </RawText>
        </Tabs.Panel>
        <Tabs.Panel value="history" pt="lg">
          <History delivery={delivery} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function Acts({ delivery }: { delivery: Delivery }) {
  const may = useMay("deliveries:write");
  const aside = delivery.outcome?.action === "quarantine";
  const dismissed = delivery.outcome?.dismissedAt != null;
  return (
    <div className={styles.acts}>
      {aside && may ? <ReleaseForm delivery={delivery} /> : null}
      <Group gap="sm">
        {aside && !dismissed && may ? (
          <Button variant="default" onClick={() => void dismiss(delivery)}>
            Dismiss
          </Button>
        ) : null}
        {aside && dismissed && may ? (
          <Button variant="default" onClick={() => void undismiss(delivery)}>
            Take the dismissal back
          </Button>
        ) : null}
        {may ? (
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            disabled={delivery.queued}
            onClick={() => void replay(delivery)}
          >
            {delivery.queued ? "Being read…" : "Read again"}
          </Button>
        ) : null}
        <Button
          component="a"
          variant="default"
          leftSection={<IconDownload size={16} />}
          href={addressOf(`/deliveries/${delivery.id}/raw`)}
          download={`${delivery.id}.eml`}
        >
          Raw mail
        </Button>
      </Group>
    </div>
  );
}

function ReleaseForm({ delivery }: { delivery: Delivery }) {
  const [number, setNumber] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  // The ticket that it seemed to belong to.
  const suggested = delivery.outcome?.ticket ?? null;
  const go = async () => {
    setTrouble(null);
    const wanted = number.replace(/^\s*#/, "").trim();
    if (wanted === "") return release(delivery);
    if (!/^\d+$/.test(wanted)) return setTrouble("A ticket number has digits only.");
    try {
      await release(delivery, await get<Ticket>(`/tickets/by-number/${wanted}`));
    } catch (error) {
      setTrouble(explain(error).detail);
    }
  };
  return (
    <form
      className={styles.release}
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <TextInput
        label="Release onto ticket"
        description="Leave it empty to make a new ticket."
        placeholder="#1042"
        value={number}
        error={trouble}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Button type="submit">{number.trim() === "" ? "Release as a new ticket" : `Release onto ${number.trim()}`}</Button>
      {suggested === null || number.trim() !== "" ? null : (
        <Button variant="default" onClick={() => void release(delivery, suggested)}>
          Release onto #{suggested.number}
        </Button>
      )}
    </form>
  );
}

function EnvelopeFacts({ delivery }: { delivery: Delivery }) {
  const envelope = delivery.envelope;
  const facts: [string, string][] = [
    ["Received", exact(delivery.receivedAt)],
    ["SHA-256", delivery.sha256],
    ["External id", delivery.externalId],
  ];
  if (envelope !== null) {
    facts.unshift(
      ["MAIL FROM", envelope.mailFrom === "" ? "<> (a report or an automatic message)" : envelope.mailFrom],
      ["RCPT TO", envelope.rcptTo.join(", ")],
      ["Sent by", `${envelope.remoteAddress ?? "unknown"}${envelope.helo === null ? "" : ` (${envelope.helo})`}`],
      ["Encrypted", envelope.tls ? "Yes (TLS)" : "No"],
    );
  }
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function History({ delivery }: { delivery: Delivery }) {
  const { outcome, history, queue } = delivery;
  return (
    <ol className={styles.history}>
      {queue === null ? null : (
        <li>
          Next: {queue.instruction}, after {queue.attempts} {queue.attempts === 1 ? "try" : "tries"}
        </li>
      )}
      {outcome === null ? null : (
        <li>
          <Tag mark={outcomeMarks[outcome.action]} /> {reasonOf(outcome.reason)} · <Age at={outcome.decidedAt} long />
          {outcome.revisedBy === null ? "" : ` · by ${outcome.revisedBy}`}
        </li>
      )}
      {history.map((past) => (
        <li key={past.revision} className="muted">
          Before: {outcomeMarks[past.action as keyof typeof outcomeMarks]?.word ?? past.action}
          {past.reason === null ? "" : `, ${reasonOf(past.reason)}`} · until <Age at={past.replacedAt} long />
        </li>
      ))}
    </ol>
  );
}
