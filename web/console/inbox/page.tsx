// The inbox: the list of a view on the left, the open ticket on the right; on a narrow screen one of the two.
import { useMediaQuery } from "@mantine/hooks";
import { Outlet, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { Drafts } from "./drafts.tsx";
import { List } from "./list.tsx";
import styles from "./inbox.module.css";
import { Mentions } from "./mentions.tsx";
import { isOwn, viewOf } from "./views.ts";

export function InboxPage() {
  const search = useSearch({ from: "/app/inbox" });
  const params = useParams({ strict: false });
  const wide = useMediaQuery("(min-width: 64em)", true, { getInitialValueInEffect: false });
  const view = viewOf(search.view);
  const open = params.number ?? null;
  useEffect(() => {
    document.title = open === null ? `${view.name} · Inlet` : `#${open} · Inlet`;
  }, [open, view.name]);
  return (
    <div className={styles.inbox} data-open={open === null ? undefined : ""}>
      {!isOwn(view) ? (
        <List key={`${view.id} ${search.source ?? ""}`} view={view} search={search} open={open} wide={wide} />
      ) : view.own === "drafts" ? (
        <Drafts view={view} open={open} />
      ) : (
        <Mentions view={view} open={open} />
      )}
      <div className={styles.right}>
        <Outlet />
        {open === null ? <p className={styles.hint}>Choose a ticket, or press j to begin.</p> : null}
      </div>
    </div>
  );
}
