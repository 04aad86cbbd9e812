// Beside the messages: who asks, for which company, what they asked before, where it came in.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Ticket } from "#contract/tickets.ts";
import { AddressText } from "../../ui/address-text.tsx";
import { Age } from "../../ui/clock.tsx";
import { CopyIcon } from "../../ui/copy.tsx";
import { senderShown } from "../../ui/sender.ts";
import { Dot } from "../../ui/tag.tsx";
import { stateMarks } from "../../ui/words.ts";
import { agentsQuery, meQuery } from "../queries.ts";
import { othersOn } from "./people.ts";
import styles from "./ticket.module.css";

export function Side({ ticket }: { ticket: Ticket }) {
  const agents = useQuery(agentsQuery);
  const me = useQuery(meQuery);
  const who = senderShown(ticket.requester.name, ticket.requester.email ?? "", agents.data ?? [], me.data?.workspace.name ?? "");
  const { inIt, copied } = othersOn(ticket);
  return (
    <aside className={styles.side} aria-label="About this ticket">
      <Part title="Requester">
        {who.name === null ? null : <div className={styles.strong}>{who.name}</div>}
        {ticket.requester.addresses.map((address) => (
          <div key={address} className={styles.copyLine}>
            <span className={styles.address}>
              <AddressText>{address}</AddressText>
            </span>
            <CopyIcon value={address} label={`Copy ${address}`} />
          </div>
        ))}
        <div className="muted">
          Known since <Age at={ticket.requester.createdAt} long />
        </div>
      </Part>
      {ticket.company === null ? null : <Part title="Company">{ticket.company.name}</Part>}
      <Part title="Came in by">
        <Link to="/sources/$id" params={{ id: ticket.source.id }}>
          {ticket.source.name}
        </Link>
        <div className="muted">
          Opened <Age at={ticket.createdAt} long />
        </div>
      </Part>
      <People title="Also on this ticket" addresses={inIt} />
      <People title="Copied on this ticket" addresses={copied} />
      <Part title="Earlier tickets">
        {ticket.earlierTickets.length === 0 ? <div className="muted">This is their first.</div> : null}
        {ticket.earlierTickets.map((earlier) => (
          <Link key={earlier.id} className={styles.earlier} to="/inbox/$number" params={{ number: String(earlier.number) }}>
            <Dot mark={stateMarks[earlier.state]} />
            <span className={styles.earlierSubject}>{earlier.subject === "" ? "(no subject)" : earlier.subject}</span>
            <span className="muted">
              <Age at={earlier.lastMessageAt} />
            </span>
          </Link>
        ))}
      </Part>
    </aside>
  );
}

function People({ title, addresses }: { title: string; addresses: readonly string[] }) {
  if (addresses.length === 0) return null;
  return (
    <Part title={title}>
      {addresses.map((address) => (
        <div key={address} className={styles.address}>
          <AddressText>{address}</AddressText>
        </div>
      ))}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h2 className={styles.partTitle}>{title}</h2>
      {children}
    </section>
  );
}
