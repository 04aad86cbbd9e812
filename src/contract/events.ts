// What the event stream says: which tickets and deliveries changed. It carries ids only; what they became is asked for.
import { z } from "zod";
import { id } from "./list.ts";

/** The `event:` names of the stream. */
export const eventNames = ["ticket", "delivery"] as const;
export type EventName = (typeof eventNames)[number];

/**
 * The `data:` of each. An empty list means that more changed than could be listed: read again what you show.
 * The stream begins with both, empty, after a break that it cannot fill (Last-Event-ID of an earlier connection).
 */
export const eventData = z.object({ ids: z.array(id) }).meta({ id: "EventData" });
export type EventData = z.infer<typeof eventData>;
