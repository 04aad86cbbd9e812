// A receiver with a house behind it that lives in memory: for tests of the SMTP door alone.
import type { AppError } from "#domain/errors.ts";
import type { Delivery } from "#domain/delivery.ts";
import type { ListenContext, Route } from "#domain/channel.ts";
import { createSelfSigned } from "#platform/self-signed.ts";
import { defaultLimits, type SmtpLimits } from "#channels/smtp/limits.ts";
import { type Receiver, startReceiver } from "#channels/smtp/receiver.ts";
import { SmtpClient } from "./smtp-client.ts";

export const support: Route = { workspaceId: "w1", sourceId: "s1", address: "support-k3m9@in.example.com" };
export const billing: Route = { workspaceId: "w1", sourceId: "s2", address: "billing-7xq2@in.example.com" };
export const elsewhere: Route = { workspaceId: "w2", sourceId: "s3", address: "help-p4d8@in.example.com" };
export const alias: Route = { ...support, address: "alias-9w2c@in.example.com" };

/** A key and certificate of this test's own. */
export function certificate(): { key: string; cert: string } {
  return createSelfSigned("in.example.com", { from: new Date(Date.now() - 60_000), until: new Date(Date.now() + 86_400_000) });
}

export interface TestHouse extends AsyncDisposable {
  port: number;
  /** What was accepted, in order. */
  stored: Delivery[];
  /** Errors that the receiver logged. */
  errors: string[];
  receiver: Receiver;
}

export interface TestHouseOptions {
  limits?: Partial<SmtpLimits>;
  tls?: { key: string; cert: string } | null;
  accept?: (delivery: Delivery, stored: Delivery[]) => Promise<"stored" | "already-stored">;
  refusal?: () => AppError | null;
  findRoute?: (address: string) => Promise<Route | null>;
  /** Nobody is, where nothing is said: the tests' clients are strangers. */
  trustedRelays?: readonly string[];
}

export async function openHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const stored: Delivery[] = [];
  const errors: string[] = [];
  const routes = new Map([support, billing, elsewhere, alias].map((route) => [route.address, route]));
  const context: ListenContext = {
    accept: async (delivery) => {
      if (options.accept !== undefined) return options.accept(delivery, stored);
      stored.push(delivery);
      return "stored";
    },
    findRoute: options.findRoute ?? (async (address) => routes.get(address.toLowerCase()) ?? null),
    refusal: options.refusal ?? (() => null),
    log: { info: () => {}, warn: () => {}, error: (_fields, text) => void errors.push(text) },
  };
  const receiver = await startReceiver(
    {
      host: "127.0.0.1",
      port: 0,
      hostname: "in.example.com",
      tls: options.tls ?? null,
      trustedRelays: options.trustedRelays ?? [],
      limits: { ...defaultLimits, greetingPauseMs: 0, ...options.limits },
      now: () => new Date(),
    },
    context,
  );
  return { port: receiver.port, stored, errors, receiver, [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose]() };
}

/** What a test file opens: `house` and `client` are closed by `closeAll`, the last one first. */
export function testHouses() {
  const open: AsyncDisposable[] = [];
  return {
    async house(options?: TestHouseOptions): Promise<TestHouse> {
      const made = await openHouse(options);
      open.push(made);
      return made;
    },
    async client(at: { port: number }): Promise<SmtpClient> {
      const made = await SmtpClient.open({ port: at.port });
      open.push({ [Symbol.asyncDispose]: async () => made.destroy() });
      return made;
    },
    async closeAll(): Promise<void> {
      for (const thing of open.splice(0).toReversed()) await thing[Symbol.asyncDispose]();
    },
  };
}
