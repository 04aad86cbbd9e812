// Who else is on a ticket: says what one does, hears what the others do.
import { useEffect, useRef, useState } from "react";
import type { PresenceAnswer, PresenceRequest, PresentAgent } from "#contract/presence.ts";
import { useQuery } from "@tanstack/react-query";
import { post } from "../../api.ts";
import { usePresenceEvents } from "../live.ts";
import { meQuery } from "../queries.ts";

const repeatMs = 15_000;

/** The others on this ticket, those who write first. */
export function usePresence(ticketId: string, doing: "viewing" | "typing"): readonly PresentAgent[] {
  const me = useQuery(meQuery).data?.agent?.id ?? null;
  const [others, setOthers] = useState<readonly PresentAgent[]>([]);
  const now = useRef(doing);
  now.current = doing;

  usePresenceEvents((event) => {
    if (event.ids.includes(ticketId)) setOthers(event.agents.filter((agent) => agent.id !== me));
  });

  useEffect(() => {
    if (me === null) return;
    let gone = false;
    const say = async () => {
      if (document.visibilityState === "hidden") return;
      const answer = await tell(ticketId, now.current);
      if (answer !== null && !gone) setOthers(answer.agents);
    };
    const leave = () => void tell(ticketId, "left", true);
    const seen = () => (document.visibilityState === "hidden" ? leave() : void say());
    const timer = setInterval(() => void say(), repeatMs);
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("pagehide", leave);
    return () => {
      gone = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [ticketId, me]);

  // Said at once when it changes, and when the page is opened.
  useEffect(() => {
    if (me === null) return;
    let gone = false;
    void tell(ticketId, doing).then((answer) => {
      if (answer !== null && !gone) setOthers(answer.agents);
    });
    return () => {
      gone = true;
    };
  }, [ticketId, me, doing]);

  return others.toSorted((a, b) => Number(b.doing === "typing") - Number(a.doing === "typing"));
}

/** "Ben Adler is writing an answer"; null where nobody else is here. */
export function presenceWords(others: readonly PresentAgent[]): { text: string; writing: boolean } | null {
  const writing = others.filter((one) => one.doing === "typing").map((one) => one.name);
  if (writing.length > 0)
    return { text: `${namesOf(writing)} ${writing.length === 1 ? "is" : "are"} writing an answer`, writing: true };
  const names = others.map((one) => one.name);
  if (names.length === 0) return null;
  return { text: `${namesOf(names)} ${names.length === 1 ? "is" : "are"} looking at this too`, writing: false };
}

function namesOf(names: readonly string[]): string {
  if (names.length < 3) return names.join(" and ");
  return `${names[0]} and ${names.length - 1} others`;
}

// It is a courtesy: where it cannot be said, nothing else is held up.
async function tell(ticketId: string, doing: PresenceRequest["doing"], outlivesPage = false): Promise<PresenceAnswer | null> {
  try {
    return await post<PresenceAnswer>(`/tickets/${ticketId}/presence`, { doing } satisfies PresenceRequest, { outlivesPage });
  } catch {
    return null;
  }
}
