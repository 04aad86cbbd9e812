// A draft is kept as one writes: quietly, in order, and never again once it is sent.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { DraftContent } from "#contract/drafts.ts";
import { createDraftSaver, type DraftState, isEmpty, largePauseMs, pauseMs } from "./drafts.ts";
import { emptyDraft } from "./wire.ts";

const draft = (html: string): DraftContent => ({ ...emptyDraft, html });

let kept: string[];
let states: DraftState[];
let release: (() => void)[];
let failing: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  kept = [];
  states = [];
  release = [];
  failing = false;
});
afterEach(() => vi.useRealTimers());

const ways = {
  keep: (content: DraftContent) =>
    new Promise<void>((resolve, reject) => {
      kept.push(content.html);
      release.push(() => (failing ? reject(new Error("offline")) : resolve()));
    }),
  discard: async () => {
    kept.push("(gone)");
  },
  told: (state: DraftState) => {
    states.push(state);
  },
};
const letGo = async () => {
  for (const go of release.splice(0)) go();
  await vi.advanceTimersByTimeAsync(0);
};

it("keeps the last of many changes, once, after a pause", async () => {
  const saver = createDraftSaver(ways, false);
  for (const html of ["<p>a</p>", "<p>ab</p>", "<p>abc</p>"]) saver.change(draft(html));
  await vi.advanceTimersByTimeAsync(pauseMs - 1);
  expect(kept).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await letGo();
  expect(kept).toEqual(["<p>abc</p>"]);
  expect(states.at(-1)).toBe("saved");
});

it("what is typed while one is on its way follows it, never overtakes it", async () => {
  const saver = createDraftSaver(ways, false);
  saver.change(draft("<p>one</p>"));
  await vi.advanceTimersByTimeAsync(pauseMs);
  saver.change(draft("<p>two</p>"));
  await vi.advanceTimersByTimeAsync(pauseMs);
  expect(kept).toEqual(["<p>one</p>"]);
  await letGo();
  await letGo();
  expect(kept).toEqual(["<p>one</p>", "<p>two</p>"]);
});

it("says that it could not be kept, and tries again by itself", async () => {
  const saver = createDraftSaver(ways, false);
  failing = true;
  saver.change(draft("<p>a</p>"));
  await vi.advanceTimersByTimeAsync(pauseMs);
  await letGo();
  expect(states.at(-1)).toBe("failed");
  failing = false;
  await vi.advanceTimersByTimeAsync(5_000);
  await letGo();
  expect(states.at(-1)).toBe("saved");
});

it("an emptied draft is removed, and an empty one never kept", async () => {
  const fresh = createDraftSaver(ways, false);
  fresh.change(draft("<p></p>"));
  await vi.advanceTimersByTimeAsync(pauseMs);
  expect(kept).toEqual([]);
  const known = createDraftSaver(ways, true);
  known.change(draft("<p></p>"));
  await vi.advanceTimersByTimeAsync(pauseMs);
  expect(kept).toEqual(["(gone)"]);
});

it("keeps nothing once it is sent", async () => {
  const saver = createDraftSaver(ways, false);
  saver.change(draft("<p>a</p>"));
  saver.stop();
  saver.change(draft("<p>b</p>"));
  await vi.advanceTimersByTimeAsync(60_000);
  await saver.flush();
  expect(kept).toEqual([]);
});

it("a picture alone is something", () => {
  expect(isEmpty({ html: '<p><img src="x" data-upload="1"></p>', attachments: [] })).toBe(false);
  expect(isEmpty({ html: "<p>&nbsp;</p><ul><li><p></p></li></ul>", attachments: [] })).toBe(true);
});

it("is kept soon where it is too large to outlive its page, and is at risk until then", async () => {
  const saver = createDraftSaver(ways, false);
  saver.change(draft("ä".repeat(31_000)));
  expect(saver.isAtRisk()).toBe(true);
  await vi.advanceTimersByTimeAsync(largePauseMs);
  expect(kept).toHaveLength(1);
  expect(saver.isAtRisk()).toBe(true);
  await letGo();
  expect(saver.isAtRisk()).toBe(false);
});

it("is at no risk where it is small, unless the last try failed", async () => {
  const saver = createDraftSaver(ways, false);
  saver.change(draft("a"));
  expect(saver.isAtRisk()).toBe(false);
  failing = true;
  await vi.advanceTimersByTimeAsync(pauseMs);
  await letGo();
  expect(saver.isAtRisk()).toBe(true);
  saver.stop();
  expect(saver.isAtRisk()).toBe(false);
});
