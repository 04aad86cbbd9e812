// The left rail: pages, the inbox's views, the one health dot, who one is.
import { Menu, UnstyledButton } from "@mantine/core";
import {
  IconActivity, IconInbox, IconKeyboard, IconLogout, IconPlugConnected, IconSearch, IconSettings, IconUserCircle,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useMatchRoute, useNavigate, useSearch } from "@tanstack/react-router";
import { spotlight } from "@mantine/spotlight";
import { post } from "../../api.ts";
import { count } from "../../ui/time.ts";
import { useLink, stopLive } from "../live.ts";
import { meQuery, queryClient, sourcesQuery } from "../queries.ts";
import { refused } from "../toast.tsx";
import { views } from "../inbox/views.ts";
import styles from "./frame.module.css";

export function Rail({ openShortcuts }: { openShortcuts: () => void }) {
  const inInbox = useMatchRoute()({ to: "/inbox", fuzzy: true }) !== false;
  return (
    <nav className={styles.rail} aria-label="Main">
      <div className={styles.head}>
        <img src="/inlet.svg" alt="" width="22" height="22" />
        <span className="clip">Inlet</span>
      </div>
      <UnstyledButton className={`${styles.item} ${styles.desk}`} onClick={spotlight.open}>
        <IconSearch size={18} stroke={1.6} /> Find <span className={styles.key}>⌘K</span>
      </UnstyledButton>
      <div className={styles.nav}>
        <Link className={styles.item} to="/inbox" search={{}} activeOptions={{ includeSearch: false }}>
          <IconInbox size={18} stroke={1.6} /> Inbox
        </Link>
        {inInbox ? <Views /> : null}
        <Link className={styles.item} to="/intake" activeOptions={{ includeSearch: false }}>
          <IconActivity size={18} stroke={1.6} /> Intake
        </Link>
        <Link className={styles.item} to="/sources">
          <IconPlugConnected size={18} stroke={1.6} /> Sources
        </Link>
        <Link className={styles.item} to="/settings/$part" params={{ part: "me" }} activeOptions={{ exact: false }}>
          <IconSettings size={18} stroke={1.6} /> Settings
        </Link>
      </div>
      <div className={styles.grow} />
      <div className={`${styles.foot} ${styles.desk}`}>
        <Health />
        <Person openShortcuts={openShortcuts} />
      </div>
    </nav>
  );
}

function Views() {
  const search = useSearch({ strict: false });
  const current = search.view ?? "open";
  return (
    <div className={`${styles.nav} ${styles.desk}`} role="group" aria-label="Views of the inbox">
      {views.map((view) => (
        <Link
          key={view.id}
          className={`${styles.item} ${styles.sub}`}
          to="/inbox"
          search={view.id === "open" ? {} : { view: view.id }}
          activeProps={{ "data-status": "view" } as object}
          aria-current={current === view.id ? "true" : undefined}
        >
          {view.name}
        </Link>
      ))}
    </div>
  );
}

/** Always visible: all sources in one dot, one word and one click. */
export function Health() {
  const link = useLink();
  const sources = useQuery(sourcesQuery);
  const failing = sources.data?.filter((source) => source.status === "failing") ?? [];
  const unknown = link === "down" || sources.data === undefined;
  const health = unknown ? "unknown" : failing.length > 0 ? "trouble" : "well";
  const words =
    link === "down" ? "No connection" : sources.data === undefined ? "Looking…" : failing.length > 0 ? `${count(failing.length, "source")} ${failing.length === 1 ? "needs" : "need"} you` : wellWords(sources.data.length);
  return (
    <Link className={styles.item} to="/sources" activeProps={{ "data-status": "plain" } as object}>
      <span className={styles.health} data-health={health} aria-hidden="true" /> <span>{words}</span>
    </Link>
  );
}

function wellWords(sources: number): string {
  return sources === 0 ? "No source yet" : "All sources well";
}

function Person({ openShortcuts }: { openShortcuts: () => void }) {
  const me = useQuery(meQuery);
  const navigate = useNavigate();
  const leave = async () => {
    try {
      await post("/auth/sign-out");
    } catch (error) {
      refused(error);
      return;
    }
    stopLive();
    queryClient.clear();
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <UnstyledButton className={styles.item} mih={44}>
          <IconUserCircle size={18} stroke={1.6} />
          <span className={styles.person}>
            <span className="clip">{me.data?.agent?.name ?? "…"}</span>
            <small className="clip">{me.data?.workspace.name ?? ""}</small>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUserCircle size={16} />} onClick={() => void navigate({ to: "/settings/$part", params: { part: "me" } })}>
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} rightSection="?" onClick={openShortcuts}>
          Keys
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
