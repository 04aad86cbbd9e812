// What became of one copy of an answer, in words: never more than the far side has said.
import type { Submission } from "#contract/messages.ts";
import type { Mark } from "./tag.tsx";
import { until } from "./time.ts";
import { bounceWords } from "./words.ts";

export interface CopyWords {
  mark: Mark;
  /** Behind the mark's word: "tries again in 4 minutes". Empty where the word says it all. */
  text: string;
  /** The far side's own words, where they add something. */
  reply: string | null;
}

export const submissionMarks: Record<Submission["state"], Mark> = {
  queued: { word: "Queued", tone: "plain", shape: "ring" },
  sent: { word: "Sent", tone: "ok", shape: "check" },
  written: { word: "Written to a file", tone: "plain", shape: "half" },
  deferred: { word: "Waiting", tone: "warn", shape: "half" },
  failed: { word: "Not sent", tone: "bad", shape: "cross" },
  bounced: { word: "Bounced", tone: "bad", shape: "cross" },
  unknown: { word: "Unknown", tone: "warn", shape: "bar" },
  suppressed: { word: "Not sent", tone: "bad", shape: "bar" },
  cancelled: { word: "Taken back", tone: "plain", shape: "cross" },
};

export function submissionWords(copy: Pick<Submission, "state" | "reply" | "code" | "nextTryAt">, now: number): CopyWords {
  const mark = submissionMarks[copy.state];
  switch (copy.state) {
    case "queued":
      return { mark, text: "it leaves in a moment", reply: null };
    case "sent":
      return { mark, text: copy.reply ?? "", reply: null };
    case "written":
      return { mark, text: "nobody got it: the relay is set to try things out", reply: copy.reply };
    case "deferred":
      return { mark, text: nextTry(copy.nextTryAt, now), reply: copy.reply };
    case "unknown": {
      const again = copy.nextTryAt === null ? "" : ` ${nextTry(copy.nextTryAt, now)}`;
      return {
        mark,
        text: `the connection broke before their server answered; Inlet${again || " tries again"} with the same id`,
        reply: copy.reply,
      };
    }
    case "failed":
    case "bounced":
      return { mark, text: reasonOfCode(copy.code) ?? "their server refused it", reply: copy.reply };
    case "suppressed":
      return { mark, text: "mail to this address bounced or was complained about before", reply: copy.reply };
    case "cancelled":
      return { mark, text: "it never left", reply: null };
  }
}

/** Which states one can ask to be tried again now. */
export function mayRetry(state: Submission["state"]): boolean {
  return state === "deferred" || state === "failed" || state === "unknown" || state === "written";
}

function nextTry(at: string | null, now: number): string {
  if (at === null) return "it is tried again";
  return Date.parse(at) <= now ? "tries again now" : `tries again ${until(at, now)}`;
}

/** RFC 3463, for the codes that say what to do; null for the rest, whose own words stand beside. */
function reasonOfCode(code: string | null): string | null {
  const known: Record<string, string> = {
    "5.1.1": bounceWords["address-unknown"],
    "5.1.10": bounceWords["address-unknown"],
    "5.1.2": bounceWords["domain-unknown"],
    "5.1.6": bounceWords["address-moved"],
    "5.2.1": bounceWords["mailbox-disabled"],
    "5.2.2": bounceWords["mailbox-full"],
    "5.2.3": bounceWords["message-too-large"],
    "5.3.4": bounceWords["message-too-large"],
    "5.7.26": bounceWords["authentication-failed"],
    "5.7.1": bounceWords.policy,
    "4.4.7": bounceWords.expired,
    "5.4.7": bounceWords.expired,
  };
  return code === null ? null : (known[code] ?? null);
}
