// Nothing says "sent" but what the far side took, and each other state says what happens next.
import { expect, it } from "vitest";
import { submissionStates } from "#domain/outbound.ts";
import { submissionWords } from "./submission-words.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const copy = (state: (typeof submissionStates)[number], more = {}) => ({
  state,
  reply: null,
  code: null,
  nextTryAt: null,
  ...more,
});
const said = (...given: Parameters<typeof copy>) => {
  const { mark, text } = submissionWords(copy(...given), now);
  return `${mark.word}: ${text}`;
};

it.each([
  [said("sent", { reply: "250 2.0.0 Ok" }), "Sent: 250 2.0.0 Ok"],
  [said("written"), "Written to a file: nobody got it: the relay is set to try things out"],
  [said("deferred", { nextTryAt: "2026-11-20T12:03:10Z", reply: "450 busy" }), "Waiting: tries again in 4 minutes"],
  [said("deferred", { nextTryAt: "2026-11-20T11:59:00Z" }), "Waiting: tries again now"],
  [said("bounced", { code: "5.1.1", reply: "550 5.1.1 no such user" }), "Bounced: there is no such address"],
  [said("failed", { code: "5.9.9" }), "Not sent: their server refused it"],
  [said("unknown"), "Unknown: the connection broke before their server answered; Inlet tries again with the same id"],
])("%s", (given, wanted) => {
  expect(given).toBe(wanted);
});

it("the word Sent stands for the one state, and the tone of success too", () => {
  for (const state of submissionStates) {
    const { mark } = submissionWords(copy(state), now);
    expect({ state, sent: mark.word === "Sent", ok: mark.tone === "ok" }).toEqual({
      state,
      sent: state === "sent",
      ok: state === "sent",
    });
  }
});

it("the far side's own words are kept beside ours", () => {
  expect(submissionWords(copy("bounced", { code: "5.1.1", reply: "550 5.1.1 no such user" }), now).reply).toBe(
    "550 5.1.1 no such user",
  );
});
