// Settings: you, API keys, appearance.
import { Link, useParams } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense, useEffect } from "react";
import { Bones } from "../../ui/states.tsx";
import { NotFound } from "../pages/trouble.tsx";
import { meQuery } from "../queries.ts";
import styles from "./settings.module.css";

const parts: Record<string, { name: string; page: ComponentType; forKeys?: true }> = {
  me: { name: "Your account", page: lazy(() => import("./me.tsx").then((module) => ({ default: module.Me }))) },
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
  if (current === undefined) return <NotFound />;
  const Page = current.page;
  return (
    <div className={styles.page}>
      <nav className={styles.nav} aria-label="Settings">
        {Object.entries(parts)
          .filter(([, one]) => one.forKeys !== true || me.data?.mayManageKeys === true)
          .map(([id, one]) => (
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
