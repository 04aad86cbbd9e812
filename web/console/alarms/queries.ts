// Alarms: asked for once, and again whenever one begins or ends.
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Alarm, AlarmList } from "#contract/alarms.ts";
import { get } from "../../api.ts";
import { useLive } from "../live.ts";
import { queryClient, useMay } from "../queries.ts";

export const alarmsQuery = queryOptions({
  queryKey: ["alarms"],
  queryFn: ({ signal }) => get<AlarmList>("/alarms", {}, signal),
  select: (list) => list.data,
  staleTime: 60_000,
});

const none: readonly Alarm[] = [];

/** Errors first; none as long as they are not known, or not one's to know. */
export function useAlarms(): readonly Alarm[] {
  const may = useMay("sources:read");
  return useQuery({ ...alarmsQuery, enabled: may }).data ?? none;
}

/** Keeps them true; for the frame alone. */
export function useLiveAlarms(): void {
  useLive("alarms", () => void queryClient.invalidateQueries({ queryKey: alarmsQuery.queryKey }), 1_000);
}

/** Where an alarm's remedy is applied. A relay's `id` is that of its sending domain: its card is on the same page. */
export function remedyOf({ subject }: Alarm) {
  if (subject.kind === "source" && subject.id !== null) return { to: "/sources/$id", params: { id: subject.id } } as const;
  return { to: "/settings/$part", params: { part: "sending" } } as const;
}
