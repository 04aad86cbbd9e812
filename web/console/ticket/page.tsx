// One ticket: read it from the top, with everything that helps to answer it.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";
import type { Message } from "#contract/messages.ts";
import type { Ticket } from "#contract/tickets.ts";
import { ApiProblem } from "../../api.ts";
import { Bones, Trouble } from "../../ui/states.tsx";
import { Composer } from "../composer/composer.tsx";
import { markSeen } from "../inbox/unread.ts";
import { useKeys } from "../keys.ts";
import { useLive } from "../live.ts";
import { useSeeMentions } from "../mentions.ts";
import { NotFound } from "../pages/trouble.tsx";
import { queryClient, ticketQuery } from "../queries.ts";
import { Header } from "./header.tsx";
import { MessageCard } from "./message.tsx";
import { Earlier, Notices } from "./notices.tsx";
import { Side } from "./side.tsx";
import styles from "./ticket.module.css";
import { Why } from "./why.tsx";

export function TicketPage() {
  const { number } = useParams({ from: "/app/inbox/$number" });
  const query = useQuery(ticketQuery(number));
  useLive("ticket", (ids) => {
    const shown = queryClient.getQueryData(ticketQuery(number).queryKey);
    if (shown !== undefined && (ids.length === 0 || ids.includes(shown.id))) void query.refetch();
  });
  if (query.isPending) return <Bones rows={4} height={96} />;
  if (query.isError && query.data === undefined) {
    if (query.error instanceof ApiProblem && query.error.status === 404) return <NotFound />;
    return <Trouble error={query.error} retry={() => void query.refetch()} />;
  }
  return <TicketView key={query.data.id} ticket={query.data} />;
}

function TicketView({ ticket }: { ticket: Ticket }) {
  const search = useSearch({ from: "/app/inbox/$number" });
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const newest = ticket.messages.at(-1);
  const explainTo = (why: string | undefined) =>
    void navigate({
      to: "/inbox/$number",
      params: { number: String(ticket.number) },
      search: (before) => ({ ...before, why }),
      replace: true,
    });

  useEffect(() => markSeen(ticket), [ticket]);
  useSeeMentions(ticket.id);
  useNewestInSight(scroller, newest);
  useKeys({ w: () => explainTo(newest?.deliveryId ?? undefined) });

  return (
    <article className={styles.ticket} aria-label={`Ticket ${ticket.number}`}>
      <div className={styles.column}>
        <Header ticket={ticket} />
        <div className={styles.messages} ref={scroller}>
          <Notices ticket={ticket} />
          <Earlier ticket={ticket} why={explainTo} />
          {ticket.messages.map((message, at) => (
            <MessageCard
              key={message.id}
              message={message}
              ticket={ticket}
              folded={at < ticket.messages.length - 3 && ticket.messages.length > 5}
              why={explainTo}
            />
          ))}
        </div>
        <Composer ticket={ticket} />
      </div>
      <Side ticket={ticket} />
      {search.why === undefined ? null : <Why deliveryId={search.why} close={() => explainTo(undefined)} />}
    </article>
  );
}

/**
 * Opened at the newest message; one that arrives while reading does not move the page, one's own does. When the composer grows over
 * the messages, the last line that was in sight stays in sight.
 */
function useNewestInSight(scroller: RefObject<HTMLDivElement | null>, newest: Message | undefined): void {
  const id = newest?.id;
  const isOwn = newest !== undefined && newest.direction !== "inbound" && newest.undoUntil !== null;
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current && !isOwn) return;
    opened.current = true;
    // In braces: newer browsers give a promise here, and an effect may only return its clean-up.
    scroller.current?.lastElementChild?.scrollIntoView({ block: "end" });
  }, [scroller, id, isOwn]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // What was the last line in sight: told by scrolling, and kept when the height changes.
    let bottom = element.scrollTop + element.clientHeight;
    const scrolled = () => {
      bottom = element.scrollTop + element.clientHeight;
    };
    const observer = new ResizeObserver(() => {
      element.scrollTop = bottom - element.clientHeight;
      scrolled();
    });
    observer.observe(element);
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, [scroller]);
}
