// The first-run guide, and every later source: from "where do customers write?" to the first real ticket on screen.
import { Button, Group, TextInput } from "@mantine/core";
import { IconArrowRight, IconCheck, IconInbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { CreateSourceRequest, Source, SourceDetail } from "#contract/sources.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { ApiProblem, explain, post } from "../../api.ts";
import { CopyField } from "../../ui/copy.tsx";
import { providerOf } from "../../ui/providers.ts";
import { Bones, Trouble } from "../../ui/states.tsx";
import { useLive } from "../live.ts";
import { firstTickets, meQuery, queryClient, sourceQuery } from "../queries.ts";
import { Challenge, publicAddressOf } from "../sources/challenge.tsx";
import { CheckCard, Pulse } from "../sources/checks.tsx";
import { ProviderPicker, ProviderSteps } from "../sources/steps.tsx";
import styles from "./welcome.module.css";

export function WelcomePage() {
  const { source } = useSearch({ from: "/app/welcome" });
  useEffect(() => {
    document.title = "Connect a source · Inlet";
  }, []);
  return <div className={styles.page}>{source === undefined ? <Where /> : <Connect id={source} />}</div>;
}

function Where() {
  const navigate = useNavigate();
  const me = useQuery(meQuery);
  const [address, setAddress] = useState("");
  const [name, setName] = useState("");
  const [provider, setProvider] = useState("google-workspace");
  const [troubles, setTroubles] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);

  const make = async () => {
    if (!/^\S+@\S+$/.test(address.trim())) return setTroubles({ address: "Type the address that your customers know." });
    setBusy(true);
    setTroubles({});
    try {
      const request: CreateSourceRequest = {
        name: name.trim() === "" ? nameFor(address) : name,
        settings: { provider, publicAddresses: [address.trim()] },
      };
      const made = await post<Source>("/sources", request);
      await queryClient.invalidateQueries({ queryKey: ["sources"] });
      await navigate({ to: "/welcome", search: { source: made.id } });
    } catch (error) {
      const about =
        error instanceof ApiProblem ? error.errors.find(({ pointer }) => pointer.includes("publicAddresses")) : undefined;
      setTroubles(about === undefined ? { "": explain(error).detail } : { address: about.detail });
      setBusy(false);
    }
  };

  return (
    <form
      className={styles.sheet}
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <div>
        <h1 className={styles.title}>Where do customers write today?</h1>
        <p className={styles.lead}>
          {me.data?.agent == null ? "" : `Hello ${me.data.agent.name.split(" ")[0]}. `}
          Your address stays what it is. Its mail is forwarded to Inlet, and each message becomes a ticket, once.
        </p>
      </div>
      <TextInput
        label="The address customers know"
        type="email"
        placeholder="support@your-company.example"
        autoFocus
        value={address}
        error={troubles["address"]}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <ProviderPicker label="Where does that mailbox live?" value={provider} onChange={setProvider} />
      <TextInput
        label="What you call it"
        description="Colleagues see this name in lists."
        placeholder={address.includes("@") ? nameFor(address) : "Support"}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {troubles[""] === undefined ? null : (
        <p className={styles.trouble} role="alert">
          {troubles[""]}
        </p>
      )}
      <div>
        <Button type="submit" loading={busy} rightSection={<IconArrowRight size={16} />}>
          Make its address
        </Button>
      </div>
    </form>
  );
}

function Connect({ id }: { id: string }) {
  const source = useQuery(sourceQuery(id));
  useLive("delivery", () => void source.refetch(), 500);
  if (source.isPending) return <Bones rows={4} height={64} />;
  if (source.isError && source.data === undefined) return <Trouble error={source.error} retry={() => void source.refetch()} />;
  return <Guide source={source.data} />;
}

function Guide({ source }: { source: SourceDetail }) {
  const [provider, setProvider] = useState(String(source.settings["provider"] ?? "other"));
  const publicAddress = publicAddressOf(source);
  const confirmations = source.checks.filter((check) => check.kind !== "challenge").slice(0, 2);
  return (
    <div className={styles.sheet}>
      <div>
        <h1 className={styles.title}>Bring {publicAddress ?? source.name} here</h1>
        <p className={styles.lead}>Three steps; this page follows along by itself.</p>
      </div>
      <Step number={1} title="Forward the mail">
        <p className={styles.words}>This address was made for {source.name}. Only your provider needs to know it.</p>
        <CopyField value={source.address} label="Address of this source" />
        <ProviderPicker label="Where the mailbox lives" value={provider} onChange={setProvider} />
        <ProviderSteps provider={providerOf(provider)} address={source.address} publicAddress={publicAddress} />
        {confirmations.map((check) => (
          <CheckCard key={check.id} check={check} />
        ))}
      </Step>
      <Step number={2} title="Check that it arrives">
        <Challenge source={source} publicAddress={publicAddress} />
      </Step>
      <Step number={3} title="See the first ticket">
        <FirstTicket source={source} />
      </Step>
    </div>
  );
}

/** Waits, and turns into the first real ticket of this source the moment it arrives. */
function FirstTicket({ source }: { source: SourceDetail }) {
  const tickets = useQuery({
    queryKey: ["first-ticket", source.id],
    queryFn: ({ signal }) => firstTickets({ source: source.id }, null, signal),
  });
  const done = useRef<HTMLDivElement>(null);
  const ticket = tickets.data?.data.at(-1) ?? null;
  useLive(
    "ticket",
    () => {
      if (ticket === null) void tickets.refetch();
    },
    100,
  );
  useEffect(() => {
    if (ticket !== null) done.current?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [ticket]);
  if (ticket === null) {
    return (
      <div className={styles.waiting} role="status">
        <Pulse />
        <p className={styles.words}>
          Waiting for the first mail. Write one to {publicAddressOf(source) ?? source.address} as a customer would, from any
          mailbox.
        </p>
      </div>
    );
  }
  return (
    <div className={styles.arrived} ref={done} role="status">
      <p className={styles.arrivedHead}>
        <IconCheck size={18} aria-hidden="true" /> Your first ticket is here
      </p>
      <Link className={styles.ticket} to="/inbox/$number" params={{ number: String(ticket.number) }}>
        <span className="muted">#{ticket.number}</span>
        <strong>{ticket.subject === "" ? "(no subject)" : ticket.subject}</strong>
        <span className="muted">{ticket.requester.email ?? ticket.requester.name}</span>
      </Link>
      <p className={styles.words}>What next?</p>
      <Group gap="sm">
        <ButtonLink to="/inbox" leftSection={<IconInbox size={16} />}>
          Go to the inbox
        </ButtonLink>
        <ButtonLink to="/welcome" search={{}} variant="default">
          Connect another source
        </ButtonLink>
        <ButtonLink to="/settings/$part" params={{ part: "me" }} variant="default">
          Protect your account
        </ButtonLink>
      </Group>
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <section className={styles.step}>
      <h2 className={styles.stepTitle}>
        <span className={styles.stepNumber}>{number}</span> {title}
      </h2>
      <div className={styles.stepBody}>{children}</div>
    </section>
  );
}

// support@company.example is called "Support" unless somebody says otherwise.
function nameFor(address: string): string {
  const local = address.trim().split("@")[0] ?? "";
  return local === "" ? "Support" : local.charAt(0).toUpperCase() + local.slice(1);
}
