// The promises that every channel makes, as one suite. A channel brings a far side that behaves like the real one.
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { Channel, ListenContext, Route, Source } from "#domain/channel.ts";
import type { Delivery } from "#domain/delivery.ts";
import { AppError } from "#domain/errors.ts";

/** The other end of a running channel: a mail server that sends, a mailbox that is polled, a client that posts. */
export interface FarSide extends AsyncDisposable {
  /** Hands one message over as the far side would, and says what it was told: may it forget the message, or must it keep it? */
  deliver(raw: Uint8Array): Promise<"received" | "try-again">;
}

export interface Exercise {
  /** A route that the far side's messages take. */
  route: Route;
  /** Makes the channel; nothing runs yet. */
  channel(): Channel;
  /** Starts its receiving side and connects a far side to it. Disposing the far side stops both. */
  connect(channel: Channel, context: ListenContext): Promise<FarSide>;
  /** A message as the channel carries it, with what its parse has to find. */
  message(fields: ExampleMessage): Uint8Array;
  /** Whether the far side names its messages: then a second delivery carries the same external id. SMTP does not. */
  hasIds: boolean;
  /** A source whose credentials are wrong, where the channel has any; otherwise the channel is probed while it does not run. */
  badSource: Source;
}

export interface ExampleMessage {
  messageId: string;
  references?: readonly string[];
  subject: string;
  text: string;
  file?: { name: string; content: Uint8Array };
}

const first: ExampleMessage = { messageId: "first@customer.example", subject: "The printer is on fire", text: "It smokes, too." };

/** Registers the suite; call it at the top of a test file. */
export function exerciseChannel(name: string, exercise: Exercise): void {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const thing of open.splice(0).toReversed()) await thing[Symbol.asyncDispose]();
  });

  async function connect(accept: ListenContext["accept"], channel = exercise.channel()): Promise<FarSide> {
    const farSide = await exercise.connect(channel, contextOf(exercise.route, accept));
    open.push(farSide);
    return farSide;
  }

  /** What the channel hands over for these messages. */
  async function handedOver(...messages: readonly ExampleMessage[]): Promise<Delivery[]> {
    const stored: Delivery[] = [];
    const farSide = await connect(async (delivery) => {
      stored.push(delivery);
      return "stored";
    });
    for (const message of messages) expect(await farSide.deliver(exercise.message(message))).toBe("received");
    return stored;
  }

  describe(`the ${name} channel`, () => {
    test("acknowledges nothing before it is stored", async () => {
      const storing: (() => void)[] = [];
      const farSide = await connect(() => new Promise((resolve) => storing.push(() => resolve("stored"))));
      let told: string | null = null;
      const delivered = farSide.deliver(exercise.message(first)).then((answer) => (told = answer));
      await expect.poll(() => storing).toHaveLength(1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(told).toBeNull();
      storing[0]?.();
      await delivered;
      expect(told).toBe("received");
    });

    test("tells the far side to keep a message that was not stored, and takes it at the next try", async () => {
      let tries = 0;
      const farSide = await connect(async () => {
        tries += 1;
        if (tries === 1) throw new AppError({ code: "database-down", retry: "transient", publicMessage: "Not now." });
        return "stored";
      });
      expect(await farSide.deliver(exercise.message(first))).toBe("try-again");
      expect(await farSide.deliver(exercise.message(first))).toBe("received");
    });

    test("hands a message over again after a crash that lost the acknowledgement, and is content that it is here already", async () => {
      const ids: string[] = [];
      const crashing = await connect(async ({ externalId }) => {
        ids.push(externalId);
        throw new Error("the process died between commit and acknowledgement");
      });
      expect(await crashing.deliver(exercise.message(first))).toBe("try-again");
      const restarted = await connect(async ({ externalId }) => {
        ids.push(externalId);
        return exercise.hasIds ? "already-stored" : "stored";
      });
      expect(await restarted.deliver(exercise.message(first))).toBe("received");
      expect(new Set(ids).size).toBe(exercise.hasIds ? 1 : 2);
    });

    test("names the workspace, the source and the bytes of each delivery", async () => {
      const [delivery] = await handedOver(first);
      expect(delivery).toMatchObject({
        workspaceId: exercise.route.workspaceId,
        sourceId: exercise.route.sourceId,
        kind: exercise.channel().kind,
      });
      expect(Buffer.compare(Buffer.from(delivery?.raw ?? []), Buffer.from(exercise.message(first)))).toBe(0);
      expect(delivery?.externalId).not.toBe("");
    });

    test("reads a message into its subject, text and id", async () => {
      const [delivery] = await handedOver(first);
      const message = exercise.channel().parse(delivery as Delivery);
      expect(message).toMatchObject({ messageId: first.messageId, subject: first.subject, defects: [] });
      expect(message.text.trim()).toBe(first.text);
      expect(message.from).not.toBeNull();
    });

    test("reads a follow-up with the ids that lead to its ticket", async () => {
      const answer = { ...first, messageId: "second@customer.example", references: [first.messageId] };
      const [, delivery] = await handedOver(first, answer);
      expect(exercise.channel().parse(delivery as Delivery).references).toEqual([first.messageId]);
    });

    test("brings an attached file whole", async () => {
      const content = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
      const [delivery] = await handedOver({ ...first, file: { name: "smoke.bin", content } });
      const [file] = exercise.channel().parse(delivery as Delivery).attachments;
      expect(file?.name).toBe("smoke.bin");
      expect(Buffer.from(file?.content ?? []).equals(content)).toBe(true);
    });

    test("reads the same message the same way both times it comes", async () => {
      const channel = exercise.channel();
      const [once, twice] = (await handedOver(first, first)).map((delivery) => channel.parse(delivery));
      expect(twice).toEqual(once);
    });

    test("never fails to read, whatever the bytes, and always reads the same", () => {
      const channel = exercise.channel();
      const whole = Buffer.from(exercise.message({ ...first, file: { name: "a.bin", content: Buffer.from("abc") } }));
      const broken = fc
        .array(fc.record({ at: fc.nat(whole.length), bytes: fc.uint8Array({ maxLength: 20 }) }), { maxLength: 6 })
        .map((cuts) =>
          cuts.reduce((bytes, { at, bytes: put }) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + 3)]), whole),
        );
      fc.assert(
        fc.property(fc.oneof(fc.uint8Array({ maxLength: 2_000 }), broken), (raw) => {
          const delivery = deliveryOf(exercise.route, channel, raw);
          expect(channel.parse(delivery)).toEqual(channel.parse(delivery));
        }),
        { numRuns: 300 },
      );
    });

    test("stops within a second, and says what is wrong while it cannot work", async () => {
      const channel = exercise.channel();
      const farSide = await connect(async () => "stored", channel);
      await farSide.deliver(exercise.message(first));
      open.splice(0);
      const before = performance.now();
      await farSide[Symbol.asyncDispose]();
      expect(performance.now() - before).toBeLessThan(1_000);
      const problem = await channel.probe(exercise.badSource);
      expect(problem).toBeInstanceOf(AppError);
      expect(problem?.publicMessage).not.toBe("");
    });

    test("says that nothing is wrong while it works", async () => {
      const channel = exercise.channel();
      await connect(async () => "stored", channel);
      expect(await channel.probe({ ...exercise.badSource, settings: channel.settings.parse({}) })).toBeNull();
    });

    // Promised once channels poll or send: "the cursor moves only with its batch" and "one submission is sent once".
  });
}

function contextOf(route: Route, accept: ListenContext["accept"]): ListenContext {
  const quiet = (): void => {};
  return {
    accept,
    findRoute: async (address) => (address.toLowerCase() === route.address ? route : null),
    refusal: () => null,
    log: { info: quiet, warn: quiet, error: quiet },
  };
}

function deliveryOf(route: Route, channel: Channel, raw: Uint8Array): Delivery {
  return {
    workspaceId: route.workspaceId,
    sourceId: route.sourceId,
    kind: channel.kind,
    externalId: "1",
    raw,
    envelope: null,
    receivedAt: new Date("2026-01-02T03:04:05Z"),
  };
}
