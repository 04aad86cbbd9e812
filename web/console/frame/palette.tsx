// ⌘K: pages at once, tickets as one types.
import { Spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { useDebouncedValue } from "@mantine/hooks";
import { IconActivity, IconInbox, IconKeyboard, IconPlugConnected, IconSettings, IconTicket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { stateMarks } from "../../ui/words.ts";
import { firstTickets } from "../queries.ts";
import { views } from "../inbox/views.ts";

export function Palette({ openShortcuts }: { openShortcuts: () => void }) {
  const [query, setQuery] = useState("");
  const [sought] = useDebouncedValue(query.trim(), 150);
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ["palette", sought],
    queryFn: ({ signal }) => firstTickets({ q: sought }, null, signal),
    enabled: sought.length > 1,
    placeholderData: (before) => before,
  });
  const pages = [
    ...views.map((view) => ({
      id: `view-${view.id}`,
      label: `Inbox: ${view.name}`,
      icon: <IconInbox size={18} stroke={1.6} />,
      go: () => void navigate({ to: "/inbox", search: view.id === "open" ? {} : { view: view.id } }),
    })),
    { id: "intake", label: "Intake", icon: <IconActivity size={18} stroke={1.6} />, go: () => void navigate({ to: "/intake" }) },
    {
      id: "aside",
      label: "Intake: set aside",
      icon: <IconActivity size={18} stroke={1.6} />,
      go: () => void navigate({ to: "/intake", search: { outcome: "quarantine" } }),
    },
    {
      id: "sources",
      label: "Sources",
      icon: <IconPlugConnected size={18} stroke={1.6} />,
      go: () => void navigate({ to: "/sources" }),
    },
    {
      id: "me",
      label: "Settings: your account",
      icon: <IconSettings size={18} stroke={1.6} />,
      go: () => void navigate({ to: "/settings/$part", params: { part: "me" } }),
    },
    ...[
      { part: "signature", label: "Settings: signature" },
      { part: "canned-replies", label: "Settings: canned replies" },
      { part: "sending", label: "Settings: sending" },
      { part: "suppressions", label: "Settings: suppressions" },
    ].map(({ part, label }) => ({
      id: part,
      label,
      icon: <IconSettings size={18} stroke={1.6} />,
      go: () => void navigate({ to: "/settings/$part", params: { part } }),
    })),
    {
      id: "keys",
      label: "Settings: API keys",
      icon: <IconSettings size={18} stroke={1.6} />,
      go: () => void navigate({ to: "/settings/$part", params: { part: "api-keys" } }),
    },
    {
      id: "look",
      label: "Settings: appearance",
      icon: <IconSettings size={18} stroke={1.6} />,
      go: () => void navigate({ to: "/settings/$part", params: { part: "appearance" } }),
    },
    { id: "shortcuts", label: "Keys", icon: <IconKeyboard size={18} stroke={1.6} />, go: openShortcuts },
  ].filter((page) => page.label.toLowerCase().includes(query.trim().toLowerCase()));
  const tickets = sought.length > 1 && query.trim() !== "" ? (found.data?.data ?? []).slice(0, 8) : [];
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 120 }}
    >
      <Spotlight.Search placeholder="Find a ticket or a page" aria-label="Find a ticket or a page" />
      <Spotlight.ActionsList>
        {tickets.length === 0 ? null : (
          <Spotlight.ActionsGroup label="Tickets">
            {tickets.map((ticket) => (
              <Spotlight.Action
                key={ticket.id}
                label={ticket.subject === "" ? "(no subject)" : ticket.subject}
                description={`#${ticket.number} · ${ticket.requester.email ?? ticket.requester.name} · ${stateMarks[ticket.state].word}`}
                leftSection={<IconTicket size={18} stroke={1.6} />}
                onClick={() => void navigate({ to: "/inbox/$number", params: { number: String(ticket.number) } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {pages.length === 0 ? null : (
          <Spotlight.ActionsGroup label="Pages">
            {pages.map((page) => (
              <Spotlight.Action key={page.id} label={page.label} leftSection={page.icon} onClick={page.go} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {tickets.length + pages.length === 0 ? (
          <Spotlight.Empty>{found.isFetching ? "Looking…" : "Nothing here has these words."}</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
