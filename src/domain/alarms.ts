// Alarms: what keeps mail from leaving as it should, said before a customer asks. Counted from what is stored, and kept nowhere.

/**
 * sending-domain-broken: it was verified, and DNS says so no longer. answers-without-relay: mail waits, and there is nobody to hand it to.
 * relay-in-trouble: mail waits because its relay cannot be used, for longer than a relay takes to start again. acknowledgements-spent: a
 * source has told as many people in this hour as it may.
 */
export const alarmCodes = [
  "sending-domain-broken",
  "answers-without-relay",
  "relay-in-trouble",
  "acknowledgements-spent",
] as const;
export type AlarmCode = (typeof alarmCodes)[number];

export const alarmSubjectKinds = ["sending-domain", "source", "relay"] as const;
export type AlarmSubjectKind = (typeof alarmSubjectKinds)[number];

export interface Alarm {
  code: AlarmCode;
  /** error: answers do not leave, or not as they should. warning: something is left out, and it passes by itself. */
  severity: "error" | "warning";
  /** A sending domain or a source by its id. A relay by the id of the sending domain whose own it is; null: the workspace's. */
  subject: { kind: AlarmSubjectKind; id: string | null; name: string };
  /** What is wrong, and what follows from it. */
  text: string;
  /** What to do. */
  remedy: string;
  since: Date;
}

/** What is so right now. */
export interface AlarmState {
  now: Date;
  /** `problems`: the names of the records that are not right. */
  brokenDomains: readonly { id: string; name: string; problems: readonly string[]; since: Date }[];
  /** Copies of messages. `relay` is host:port, null where there is none; `domainId` that of the domain whose own it is. */
  heldMail: readonly { relay: string | null; domainId: string | null; copies: number; reply: string | null; since: Date }[];
  /** Sources whose hour is used up; `since`: by the newest that left. */
  spentSources: readonly { id: string; name: string; mostPerHour: number; since: Date }[];
}

/** A relay that is started again, or a line that breaks for a moment, is no news. */
export const relayTroubleMs = 5 * 60_000;
const mostAlarms = 100;

/** Errors first, then the oldest. */
export function alarmsOf({ now, brokenDomains, heldMail, spentSources }: AlarmState): Alarm[] {
  const held = heldMail.filter(({ relay, since }) => relay === null || now.getTime() - since.getTime() > relayTroubleMs);
  const alarms = [...brokenDomains.map(domainBroken), ...held.map(mailHeld), ...spentSources.map(hourSpent)];
  return alarms.toSorted((a, b) => rank(a) - rank(b) || a.since.getTime() - b.since.getTime()).slice(0, mostAlarms);
}

/** Whether the same alarms are there: when words or numbers in them change, nothing began or ended. */
export function sameAlarms(a: readonly Alarm[], b: readonly Alarm[]): boolean {
  const key = ({ code, subject }: Alarm) => `${code} ${subject.kind} ${subject.id} ${subject.name}`;
  const there = new Set(a.map(key));
  return there.size === b.length && b.every((alarm) => there.has(key(alarm)));
}

const rank = ({ severity }: Alarm): number => (severity === "error" ? 0 : 1);

function domainBroken({ id, name, problems, since }: AlarmState["brokenDomains"][number]): Alarm {
  const which = problems.length === 0 ? "" : ` (${problems.slice(0, 3).join(", ")}${problems.length > 3 ? ", …" : ""})`;
  return {
    code: "sending-domain-broken",
    severity: "error",
    subject: { kind: "sending-domain", id, name },
    text: `The DNS records of ${name} are not right any more${which}: answers leave from generated addresses.`,
    remedy: `Open ${name} under Settings, Sending: each record says what is wrong with it. Then check it again.`,
    since,
  };
}

function mailHeld({ relay, domainId, copies, reply, since }: AlarmState["heldMail"][number]): Alarm {
  const wait = copies === 1 ? "1 copy of a message waits" : `${copies.toLocaleString("en")} copies of messages wait`;
  if (relay === null) {
    return {
      code: "answers-without-relay",
      severity: "error",
      subject: { kind: "relay", id: null, name: "" },
      text: `${wait}: there is no relay to hand mail to, and nothing leaves.`,
      remedy: "Name a relay under Settings, Sending, or set INLET_SMTP_RELAY.",
      since,
    };
  }
  const said = reply === null || reply === "" ? "" : ` It says: ${reply}`;
  return {
    code: "relay-in-trouble",
    severity: "error",
    subject: { kind: "relay", id: domainId, name: relay },
    text: `${wait}: the relay ${relay} cannot be used.${said}`,
    remedy: "Test the relay under Settings, Sending. What waits is tried again by itself, and at once when the relay is saved.",
    since,
  };
}

function hourSpent({ id, name, mostPerHour, since }: AlarmState["spentSources"][number]): Alarm {
  return {
    code: "acknowledgements-spent",
    severity: "warning",
    subject: { kind: "source", id, name },
    text: `${name} has acknowledged ${mostPerHour.toLocaleString("en")} messages within an hour, which is its limit: further customers are told nothing. Their mail becomes tickets all the same.`,
    remedy: "Look for a flood among the newest tickets. If they are customers, raise the limit in the settings of the source.",
    since,
  };
}
