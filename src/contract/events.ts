// What the event stream says: which tickets and deliveries changed, and that an alarm did. It carries ids only; what they became is asked for.
import { z } from "zod";
import { id } from "./list.ts";

/** The `event:` names of the stream. alarms: one began or ended, without an id: `GET /alarms` says which are there. */
export const eventNames = ["ticket", "delivery", "alarms"] as const;
export type EventName = (typeof eventNames)[number];

/**
 * The `data:` of each. An empty list means that more changed than could be listed: read again what you show.
 * The stream begins with all of them, empty, after a break that it cannot fill (Last-Event-ID of an earlier connection).
 */
export const eventData = z.object({ ids: z.array(id) }).meta({ id: "EventData" });
export type EventData = z.infer<typeof eventData>;
