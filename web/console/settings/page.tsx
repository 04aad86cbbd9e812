// Settings: you and what you write with, how answers leave, API keys, appearance.
import { Link, useParams } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense, useEffect, useRef } from "react";
import type { Scope } from "#contract/agents.ts";
import { Bones } from "../../ui/states.tsx";
import { NotFound } from "../pages/trouble.tsx";
import { meQuery } from "../queries.ts";
import styles from "./settings.module.css";

const parts: Record<string, { name: string; page: ComponentType; forKeys?: true; needs?: Scope }> = {
  me: { name: "Your account", page: lazy(() => import("./me.tsx").then((module) => ({ default: module.Me }))) },
  signature: {
    name: "Signature",
    page: lazy(() => import("./signature.tsx").then((module) => ({ default: module.Signature }))),
    needs: "tickets:write",
  },
  "canned-replies": {
    name: "Canned replies",
    page: lazy(() => import("./canned-replies.tsx").then((module) => ({ default: module.CannedReplies }))),
  },
  sending: { name: "Sending", page: lazy(() => import("./sending.tsx").then((module) => ({ default: module.Sending }))) },
  suppressions: {
    name: "Suppressions",
    page: lazy(() => import("./suppressions.tsx").then((module) => ({ default: module.Suppressions }))),
  },
  "api-keys": {
    name: "API keys",
    page: lazy(() => import("./keys.tsx").then((module) => ({ default: module.Keys }))),
    forKeys: true,
  },
  appearance: {
    name: "Appearance",
    page: lazy(() => import("./appearance.tsx").then((module) => ({ default: module.Appearance }))),
  },
};

export function SettingsPage() {
  const { part } = useParams({ from: "/app/settings/$part" });
  const me = useQuery(meQuery);
  const current = parts[part];
  useEffect(() => {
    document.title = `${current?.name ?? "Settings"} · Inlet`;
  }, [current]);
  const mine = Object.entries(parts).filter(
    ([, one]) =>
      (one.forKeys !== true || me.data?.mayManageKeys === true) &&
      (one.needs === undefined || me.data?.scopes.includes(one.needs) === true),
  );
  const nav = useRef<HTMLElement>(null);
  // On a phone the names scroll sideways. Again when some more are there: they move the rest.
  useEffect(() => showActive(nav.current), [part, mine.length]);
  if (current === undefined) return <NotFound />;
  const Page = current.page;
  return (
    <div className={styles.page}>
      <nav ref={nav} className={styles.nav} aria-label="Settings">
        {mine.map(([id, one]) => (
          <Link key={id} className={styles.tab} to="/settings/$part" params={{ part: id }}>
            {one.name}
          </Link>
        ))}
      </nav>
      <div className={styles.body}>
        <h1 className={styles.title}>{current.name}</h1>
        <Suspense fallback={<Bones rows={3} />}>
          <Page />
        </Suspense>
      </div>
    </div>
  );
}

// Sideways alone: an element brought into view by itself would move the page around it as well.
function showActive(nav: HTMLElement | null): void {
  const tab = nav?.querySelector<HTMLElement>('[data-status="active"]');
  if (nav == null || tab == null) return;
  nav.scrollLeft = tab.offsetLeft - (nav.clientWidth - tab.offsetWidth) / 2;
}
