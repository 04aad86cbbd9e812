// The outcomes that Intake can be filtered by, in words.
import { outcomeMarks } from "../../ui/words.ts";

/** What the books count together: quarantined, or left out for a reason. */
export const asideOrLeftOut = "quarantine,discard";

export const outcomeChoices: readonly { value: string; label: string }[] = [
  ...(Object.keys(outcomeMarks) as (keyof typeof outcomeMarks)[]).map((outcome) => ({
    value: outcome,
    label: outcomeMarks[outcome].word,
  })),
  { value: asideOrLeftOut, label: "Set aside or left out" },
];
