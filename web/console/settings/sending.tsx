// Sending: the domains that answers leave under, and the relay that carries them.
import { Alert, Button, TextInput } from "@mantine/core";
import { IconPlus, IconSend2, IconWorld } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AddSendingDomainRequest, SendingDomain, SendingDomainDetail } from "#contract/sending-domains.ts";
import { explain, post } from "../../api.ts";
import { Bones, Empty, Trouble } from "../../ui/states.tsx";
import { AlarmsAt } from "../alarms/at-subject.tsx";
import { queryClient, useMay } from "../queries.ts";
import { RelayPart } from "./relay.tsx";
import { DomainCard } from "./sending-domain.tsx";
import { sendingDomainQuery, sendingDomainsQuery } from "./sending-queries.ts";
import styles from "./settings.module.css";

export function Sending() {
  const domains = useQuery(sendingDomainsQuery);
  const may = useMay("sources:write");
  return (
    <>
      <p className={styles.words}>
        Customers see your own address when your domain says that Inlet may write for it. You publish a few records once; Inlet
        checks them every day.
      </p>
      <section className={styles.part} data-first aria-label="Domains">
        <h2 className={styles.partTitle}>Domains</h2>
        {domains.isPending ? <Bones rows={2} height={56} /> : null}
        {domains.isError ? <Trouble error={domains.error} retry={() => void domains.refetch()} /> : null}
        {domains.data === undefined ? null : <UntilVerified domains={domains.data} />}
        {domains.data?.length === 0 && !may ? (
          <Empty icon={<IconWorld size={28} stroke={1.5} />} title="No sending domain yet" order={2}>
            An administrator can add one here.
          </Empty>
        ) : null}
        {(domains.data ?? []).map((domain) => (
          <DomainCard key={domain.id} domain={domain} alone={domains.data?.length === 1} />
        ))}
        {domains.data !== undefined && may ? <AddDomain first={domains.data.length === 0} /> : null}
      </section>
      <section className={styles.part} id="relay-part" aria-label="Relay">
        <h2 className={styles.partTitle}>Relay</h2>
        <p className={styles.words}>
          The server that takes your answers and carries them on: your provider's, or your own Postfix.
        </p>
        <AlarmsAt kind="relay" id={null} />
        <RelayPart domainId={null} />
      </section>
    </>
  );
}

function UntilVerified({ domains }: { domains: readonly SendingDomain[] }) {
  if (domains.some((domain) => domain.state === "verified")) return null;
  return (
    <Alert color="yellow" icon={<IconSend2 size={18} />} title="Answers leave from generated addresses for now">
      No domain of yours is verified, so nobody could believe a mail in its name. Each answer comes from its source's own address
      on Inlet's domain, and answers to it find their ticket all the same.{" "}
      {domains.length === 0 ? "Add the domain that your customers write to." : "Publish the records below to change that."}
    </Alert>
  );
}

function AddDomain({ first }: { first: boolean }) {
  const [name, setName] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const made = await post<SendingDomainDetail>("/sending-domains", { name } satisfies AddSendingDomainRequest);
      queryClient.setQueryData(sendingDomainQuery(made.id).queryKey, made);
      await queryClient.invalidateQueries({ queryKey: sendingDomainsQuery.queryKey });
      setName("");
    } catch (error) {
      setTrouble(explain(error).detail);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={styles.inline}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextInput
        label={first ? "The domain that your customers write to" : "Another domain"}
        description="What stands behind the @."
        placeholder="your-company.example"
        className={styles.grow}
        value={name}
        error={trouble}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant={first ? "filled" : "default"}
        loading={busy}
        disabled={name.trim() === ""}
        leftSection={<IconPlus size={16} />}
      >
        Add the domain
      </Button>
    </form>
  );
}
