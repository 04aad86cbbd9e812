// The left rail: pages, the inbox's views, the one health dot, who one is.
import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import {
  IconActivity,
  IconInbox,
  IconKeyboard,
  IconLogout,
  IconPlugConnected,
  IconSearch,
  IconSettings,
  IconUserCircle,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useMatchRoute, useNavigate, useSearch } from "@tanstack/react-router";
import { spotlight } from "@mantine/spotlight";
import { post } from "../../api.ts";
import { count } from "../../ui/time.ts";
import { useDrafted } from "../composer/queries.ts";
import { useLink, stopLive } from "../live.ts";
import { useMentions } from "../mentions.ts";
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
        <Link className={`${styles.item} ${styles.main}`} to="/inbox" search={{}} activeOptions={{ includeSearch: false }}>
          <IconInbox size={18} stroke={1.6} /> Inbox
          {inInbox ? null : <MentionCount />}
          <PhoneMentions />
        </Link>
        {inInbox ? <Views /> : null}
        <Link className={`${styles.item} ${styles.main}`} to="/intake" activeOptions={{ includeSearch: false }}>
          <IconActivity size={18} stroke={1.6} /> Intake
        </Link>
        <Link className={`${styles.item} ${styles.main}`} to="/sources">
          <IconPlugConnected size={18} stroke={1.6} /> Sources
          <PhoneHealth />
        </Link>
        <Link className={`${styles.item} ${styles.main}`} to="/settings">
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
          data-chosen={current === view.id || undefined}
        >
          {view.name}
          {view.id === "mentions" ? <MentionCount /> : view.id === "drafts" ? <DraftCount /> : null}
        </Link>
      ))}
    </div>
  );
}

/** How many notes wait for one; nothing where none does. */
function MentionCount() {
  const waiting = useMentions().length;
  if (waiting === 0) return null;
  return (
    <span className={`${styles.count} ${styles.waiting} ${styles.desk}`} title={mentionWords(waiting)}>
      <span aria-hidden="true">{waiting}</span>
      <VisuallyHidden>, {mentionWords(waiting)}</VisuallyHidden>
    </span>
  );
}

// On a phone a dot sits on the Inbox tab.
function PhoneMentions() {
  const waiting = useMentions().length;
  if (waiting === 0) return null;
  return <span className={styles.phoneMentions} role="img" aria-label={mentionWords(waiting)} />;
}

function mentionWords(waiting: number): string {
  return waiting === 1 ? "one note names you" : `${waiting} notes name you`;
}

function DraftCount() {
  const begun = useDrafted().size;
  return begun === 0 ? null : <span className={styles.count}>{begun}</span>;
}

/** Always visible: all sources in one dot, one word and one click. */
function Health() {
  const { health, words } = useHealth();
  return (
    <Link className={styles.item} to="/sources">
      <span className={styles.health} data-health={health} aria-hidden="true" /> <span>{words}</span>
    </Link>
  );
}

// On a phone the dot sits on the Sources tab.
function PhoneHealth() {
  const { health, words } = useHealth();
  return <span className={`${styles.health} ${styles.phoneHealth}`} data-health={health} role="img" aria-label={words} />;
}

function useHealth(): { health: "well" | "trouble" | "unknown"; words: string } {
  const link = useLink();
  const sources = useQuery(sourcesQuery).data;
  if (link === "down") return { health: "unknown", words: "No connection" };
  if (sources === undefined) return { health: "unknown", words: "Looking…" };
  const failing = sources.filter((source) => source.status === "failing").length;
  if (failing > 0) return { health: "trouble", words: `${count(failing, "source")} ${failing === 1 ? "needs" : "need"} you` };
  return sources.length === 0 ? { health: "unknown", words: "No source yet" } : { health: "well", words: "All sources well" };
}

/** Ends the session on the server, then forgets everything that was shown. */
export function useSignOut(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
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
}

function Person({ openShortcuts }: { openShortcuts: () => void }) {
  const me = useQuery(meQuery);
  const navigate = useNavigate();
  const leave = useSignOut();
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
        <Menu.Item
          leftSection={<IconUserCircle size={16} />}
          onClick={() => void navigate({ to: "/settings/$part", params: { part: "me" } })}
        >
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
