// How long one message takes when nothing else happens: until the 250, and until its ticket can be seen.
import pg from "pg";
import { SmtpClient } from "../test/smtp-client.ts";
import type { RunningServer } from "../test/start-server.ts";
import type { PreparedMail } from "./load.ts";

export interface IdleTimes {
  /** Milliseconds from the last byte of the message to the 250. */
  accepted: { p50: number; p99: number };
  /** Milliseconds from the last byte of the message to the commit that makes its ticket visible, as announced to everybody who listens. */
  visible: { p50: number; p95: number };
}

/** A message that is not announced within this has met with an accident. */
const patienceMs = 10_000;

/** One message at a time, with a pause before each. */
export async function measureIdle(server: RunningServer, mails: readonly PreparedMail[], recipient: string): Promise<IdleTimes> {
  const listener = new pg.Client(await server.databaseConnection());
  await listener.connect();
  await listener.query("listen inlet_events");
  const client = await SmtpClient.open({ port: server.smtpPort });
  const accepted: number[] = [];
  const visible: number[] = [];
  try {
    for (const { from, raw } of mails) {
      await new Promise((resolve) => setTimeout(resolve, 8));
      const refusal = await client.begin({ from, to: [recipient] });
      if (refusal !== null) throw new Error(`refused: ${refusal.lines.join(" / ")}`);
      const seen = nextTicket(listener);
      const sentAt = performance.now();
      const reply = await client.finish(raw);
      if (reply.code !== 250) throw new Error(`refused: ${reply.lines.join(" / ")}`);
      accepted.push(performance.now() - sentAt);
      visible.push((await seen) - sentAt);
    }
  } finally {
    client.destroy();
    await listener.end();
  }
  return {
    accepted: { p50: quantile(accepted, 0.5), p99: quantile(accepted, 0.99) },
    visible: { p50: quantile(visible, 0.5), p95: quantile(visible, 0.95) },
  };
}

function nextTicket(listener: pg.Client): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no ticket was announced")), patienceMs);
    listener.on("notification", function hear(notice: pg.Notification) {
      const { tickets } = JSON.parse(notice.payload ?? "{}") as { tickets?: string[] };
      if (tickets === undefined || tickets.length === 0) return;
      const at = performance.now();
      clearTimeout(timer);
      listener.off("notification", hear);
      resolve(at);
    });
  });
}

/** The value that a share `at` of all values does not exceed. */
function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * at) - 1))] ?? Number.NaN;
}
