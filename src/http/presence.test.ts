// Who is on a ticket, as it is told over the event stream, and who hears of a note.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { PresentAgent } from "#contract/presence.ts";
import {
  type Planted,
  type TestAgent,
  type TestDesk,
  makeAgent,
  makeKey,
  makeWorkspace,
  plant,
  testDesk,
} from "../../test/http/desk.ts";
import { listenTo } from "../../test/http/stream.ts";
import { createPresenceBoard, readDeskNews } from "./presence-board.ts";

let desk: TestDesk;
let mira: TestAgent;
let ben: TestAgent;
let ticket: Planted;

beforeAll(async () => {
  desk = await testDesk();
  mira = await makeAgent(desk.database);
  ben = await makeAgent(desk.database, { name: "Ben Adler" });
  ticket = await plant(desk, "plum");
});
afterAll(() => desk.close());

describe("the stream", () => {
  test("tells who is on a ticket when that changes, within the workspace, and who is named in a note alone", async () => {
    const other = await makeWorkspace(desk.database, "Others");
    const streams = {
      mira: await listenTo(desk, mira.as),
      ben: await listenTo(desk, ben.as),
      stranger: await listenTo(desk, (await makeAgent(desk.database, { workspaceId: other })).as),
      deliveries: await listenTo(desk, (await makeKey(desk.database, { scopes: ["deliveries:read"] })).as),
    };
    const tell = (doing: string) => desk.call("POST", `/tickets/${ticket.ticketId}/presence`, { as: mira.as, body: { doing } });
    await expect.poll(async () => (await tell("viewing"), streams.ben.heard.text)).toContain("event: presence");
    expect(streams.ben.heard.text).toContain(
      `{"ids":["${ticket.ticketId}"],"agents":[{"id":"${mira.id}","name":"Mira Okafor","doing":"viewing"`,
    );
    await tell("typing");
    await expect.poll(() => streams.ben.heard.text).toContain('"doing":"typing"');
    for (let again = 0; again < 3; again += 1) await tell("typing");
    await tell("left");
    await expect.poll(() => streams.ben.heard.text).toContain('"agents":[]');
    expect(streams.ben.heard.text.match(/event: presence/g)).toHaveLength(3);
    await desk.call("POST", `/tickets/${ticket.ticketId}/messages`, {
      as: mira.as,
      body: { text: "@Ben Adler look", internal: true },
    });
    await expect.poll(() => streams.ben.heard.text).toContain(`event: mention\ndata: {"ids":["${ticket.ticketId}"]}`);
    await expect.poll(() => streams.mira.heard.text).toContain("event: ticket");
    expect(streams.mira.heard.text).not.toContain("event: mention");
    expect(streams.stranger.heard.text).not.toContain("event:");
    expect(streams.deliveries.heard.text).not.toContain("event:");
    await Promise.all(Object.values(streams).map((stream) => stream.close()));
  });
});

describe("the board", () => {
  test("forgets after thirty seconds of silence, and remembers what an agent looked at", () => {
    vi.useFakeTimers();
    try {
      const told: PresentAgent[][] = [];
      const board = createPresenceBoard(
        { now: () => new Date(), elapsedMs: () => 0 },
        (_workspace, _ticket, agents) => void told.push(agents),
      );
      const news = { workspaceId: "w", ticketId: "t", agent: { id: "a", name: "Mira" }, doing: "viewing" } as const;
      board.note(news);
      vi.advanceTimersByTime(20_000);
      board.note(news);
      vi.advanceTimersByTime(20_000);
      expect(board.on("w", "t")).toHaveLength(1);
      vi.advanceTimersByTime(10_000);
      expect(board.on("w", "t")).toEqual([]);
      expect(told.map((agents) => agents.length)).toEqual([1, 0]);
      for (let n = 0; n < 25; n += 1) board.note({ ...news, ticketId: `t${n}` });
      expect(board.lookedAt("w", "a")).toHaveLength(20);
      expect(board.lookedAt("w", "a")[0]).toBe("t24");
      expect(board.lookedAt("w", "somebody else")).toEqual([]);
      board.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  test.each(["", "x", "{}", "null", '{"presence":{}}', '{"presence":{"workspaceId":"x"}}', '{"mention":{"agents":1}}'])(
    "takes %j for nothing",
    (payload) => {
      expect(readDeskNews(payload)).toBeNull();
    },
  );
});
