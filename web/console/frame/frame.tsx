// The frame of every page: rail on the left (foot on a phone), banner when the stream is down, palette and shortcuts.
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { lazy, Suspense } from "react";
import { useKeys } from "../keys.ts";
import { useLive } from "../live.ts";
import { useMentionNews } from "../mentions.ts";
import { queryClient } from "../queries.ts";
import { undoLast } from "../toast.tsx";
import { AlarmBanner } from "../alarms/banner.tsx";
import { useLiveAlarms } from "../alarms/queries.ts";
import { Banner } from "./banner.tsx";
import styles from "./frame.module.css";
import { Rail } from "./rail.tsx";

const Palette = lazy(() => import("./palette.tsx").then((module) => ({ default: module.Palette })));
const Shortcuts = lazy(() => import("./shortcuts.tsx").then((module) => ({ default: module.Shortcuts })));

export function Frame() {
  const navigate = useNavigate();
  const [shortcuts, { open, close }] = useDisclosure(false);
  useKeys({
    "g i": () => void navigate({ to: "/inbox" }),
    "g n": () => void navigate({ to: "/intake" }),
    "g s": () => void navigate({ to: "/sources" }),
    "g t": () => void navigate({ to: "/settings/$part", params: { part: "me" } }),
    "?": open,
    z: undoLast,
  });
  // Here and not in the palette, which is still on its way when somebody is quick.
  useHotkeys([["mod+K", spotlight.toggle]], []);
  // Counts and health follow the stream, but not more often than an eye can read.
  useLive("delivery", refreshHealth, 2_000);
  useLiveAlarms();
  useMentionNews();
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <Rail openShortcuts={open} />
      <div className={styles.body}>
        <Banner />
        <AlarmBanner />
        <main className={styles.page} id="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Suspense fallback={null}>
        <Palette openShortcuts={open} />
        {shortcuts ? <Shortcuts close={close} /> : null}
      </Suspense>
    </div>
  );
}

function refreshHealth(): void {
  void queryClient.invalidateQueries({ queryKey: ["sources"] });
  void queryClient.invalidateQueries({ queryKey: ["books"] });
}
