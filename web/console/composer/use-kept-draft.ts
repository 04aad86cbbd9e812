// Keeps what is written as a draft: a closed tab, another ticket, a sleeping phone, and it is found again here.
import { useEffect, useRef, useState } from "react";
import { createDraftSaver, type DraftSaver, type DraftState, isEmpty } from "./drafts.ts";
import { draftWays, setDraft } from "./queries.ts";
import type { Answer } from "./use-answer.ts";

export function useKeptDraft(ticketId: string, isKept: boolean, answer: Answer): { saver: DraftSaver; state: DraftState } {
  const [state, setState] = useState<DraftState>(isKept ? "saved" : "untouched");
  const [saver] = useState(() => createDraftSaver(draftWays(ticketId, setState), isKept));
  const latest = useRef(answer);
  latest.current = answer;
  useEffect(() => {
    if (latest.current.isTouched()) saver.change(latest.current.content);
  }, [answer.fingerprint, saver]);
  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === "hidden") void saver.flush({ outlivesPage: true });
    };
    const leave = () => void saver.flush({ outlivesPage: true });
    const ask = (event: BeforeUnloadEvent) => {
      if (!saver.isAtRisk()) return;
      // The question gives the request its time.
      event.preventDefault();
      void saver.flush();
    };
    document.addEventListener("visibilitychange", hide);
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", ask);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("beforeunload", ask);
      if (saver.isStopped()) return;
      const { content } = latest.current;
      setDraft(ticketId, isEmpty(content) ? null : content);
      void saver.flush();
    };
  }, [ticketId, saver]);
  return { saver, state };
}
