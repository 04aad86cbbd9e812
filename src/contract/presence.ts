// Who is looking at a ticket right now, and who is writing: so that two people do not answer at once.
import { z } from "zod";
import { id, time } from "./list.ts";

export const presenceRequest = z.strictObject({
  /** Say it again every 15 seconds; after 30 it is forgotten. */
  doing: z.enum(["viewing", "typing", "left"]),
});
export type PresenceRequest = z.input<typeof presenceRequest>;

export const presentAgent = z
  .object({ id, name: z.string(), doing: z.enum(["viewing", "typing"]), since: time })
  .meta({ id: "PresentAgent" });
export type PresentAgent = z.infer<typeof presentAgent>;

/** The others. */
export const presenceAnswer = z.object({ agents: z.array(presentAgent) }).meta({ id: "PresenceAnswer" });
export type PresenceAnswer = z.infer<typeof presenceAnswer>;

/** More `event:` names of the stream. presence: `PresenceEvent`. mention: the ticket of a note that names you, or of one that you have opened by now, as `EventData`. */
export const deskEventNames = ["presence", "mention"] as const;
export type DeskEventName = (typeof deskEventNames)[number];

/** The `data:` of `presence`: everybody on one ticket, the reader among them. */
export const presenceEvent = z.object({ ids: z.array(id), agents: z.array(presentAgent) }).meta({ id: "PresenceEvent" });
export type PresenceEvent = z.infer<typeof presenceEvent>;
