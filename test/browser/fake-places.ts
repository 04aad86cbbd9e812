// Where answers are found again in the desk in memory: one's drafts, notes that name one, the signatures on a ticket, alarms.
import type { Alarm } from "#contract/alarms.ts";
import type { Mention } from "#contract/mentions.ts";
import type { Ticket } from "#contract/tickets.ts";
import type { Answers } from "./fake-answers.ts";
import type { Desk } from "./fake-data.ts";
import { newId } from "./fake-parts.ts";
import { minutesAgo as ago, ok, type Reply } from "./fake-reply.ts";
import type { Ways } from "./fake-sending.ts";

export interface Places {
  mentions: Mention[];
  /** The source's, below everybody's own. */
  sourceSignature: string;
  alarms: Alarm[];
}

export function makePlaces(): Places {
  return { mentions: [], sourceSignature: "Northwind Traders Ltd\nPier 3", alarms: [] };
}

/** Null: not a path of this part. */
export function answerAboutPlaces(
  { desk, answers, places }: { desk: Desk; answers: Answers; places: Places },
  { path }: { path: string },
): Reply | null {
  if (path === "/alarms") return ok({ data: places.alarms });
  if (path === "/mentions") return ok({ data: places.mentions });
  if (path === "/drafts") {
    const data = [...answers.drafts].flatMap(([ticketId, { internal, updatedAt }]) => {
      const ticket = desk.tickets.find(({ id }) => id === ticketId);
      return ticket === undefined ? [] : [{ ticketId, number: ticket.number, subject: ticket.subject, internal, updatedAt }];
    });
    return ok({ data: data.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)) });
  }
  const seen = /^\/tickets\/([^/]+)\/mentions\/seen$/.exec(path)?.[1];
  if (seen !== undefined) {
    places.mentions = places.mentions.filter(({ ticket }) => ticket.id !== seen);
    return ok(null, 204);
  }
  if (/^\/tickets\/[^/]+\/signature$/.test(path)) {
    const text = [answers.signature.text, places.sourceSignature].filter((part) => part !== "").join("\n");
    return ok({ html: text === "" ? "" : `<p>${text.replaceAll("\n", "<br>")}</p>`, text });
  }
  return null;
}

export function makeMention({ id, number, subject, state, lastMessageAt }: Ticket, author: string, preview: string): Mention {
  return { messageId: newId(), ticket: { id, number, subject, state, lastMessageAt }, author, preview, writtenAt: ago(4) };
}

/** One of each kind: a domain, the workspace's relay, a source. */
export function makeAlarms(desk: Desk, ways: Ways): Alarm[] {
  const domain = ways.domains[0];
  const source = desk.sources[0];
  return [
    {
      code: "sending-domain-broken",
      severity: "error",
      subject: { kind: "sending-domain", id: domain?.id ?? null, name: domain?.name ?? "" },
      text: `${domain?.name} is not verified any longer: its DKIM record is gone. Answers in its name wait.`,
      remedy: "Publish the record again, then check the domain.",
      since: ago(95),
    },
    {
      code: "relay-in-trouble",
      severity: "error",
      subject: { kind: "relay", id: null, name: "smtp.provider.example:587" },
      text: "smtp.provider.example:587 refuses the user or the password: 12 answers wait.",
      remedy: "Type the password again and test the relay.",
      since: ago(20),
    },
    {
      code: "acknowledgements-spent",
      severity: "warning",
      subject: { kind: "source", id: source?.id ?? null, name: source?.name ?? "" },
      text: `${source?.name} has told as many people as it may in this hour that their mail arrived.`,
      remedy: "It goes on by itself within the hour. Look in Intake whether a flood is coming in.",
      since: ago(8),
    },
  ];
}
