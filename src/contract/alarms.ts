// Alarms: what keeps mail from leaving as it should. They begin and end with what they tell of; nobody has to put them away.
import { z } from "zod";
import { alarmCodes, alarmSubjectKinds } from "#domain/alarms.ts";
import { id, time } from "./list.ts";

export const alarm = z
  .object({
    /** Stable. Explained in docs/errors. */
    code: z.enum(alarmCodes),
    /** error: answers do not leave, or not as they should. warning: something is left out for now, and it passes by itself. */
    severity: z.enum(["error", "warning"]),
    subject: z.object({
      kind: z.enum(alarmSubjectKinds),
      /** sending-domain, source: its own. relay: of the sending domain whose own relay it is; null for the workspace's. */
      id: id.nullable(),
      /** The domain, the source's name, or the relay as host:port; empty where there is no relay. */
      name: z.string().meta({ example: "example.com" }),
    }),
    /** What is wrong and what follows from it, in one or two sentences. */
    text: z.string(),
    /** What to do, in one. */
    remedy: z.string(),
    since: time,
  })
  .meta({ id: "Alarm" });
export type Alarm = z.infer<typeof alarm>;

/** Errors first, then the oldest; at most 100. The event `alarms` of the stream (sources:read) says that one began or ended. */
export const alarmList = z.object({ data: z.array(alarm) }).meta({ id: "AlarmList" });
export type AlarmList = z.infer<typeof alarmList>;
