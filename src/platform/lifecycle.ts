// Start in order, stop in the opposite order: whatever came up goes down, even when a start fails half-way.
import type { Logger } from "./log.ts";

export interface Lifecycle {
  /** Starts a part and remembers how to stop it. When the start fails, everything before it is stopped, and the error thrown. */
  start<T>(name: string, begin: () => Promise<T> | T, end: (part: T) => unknown): Promise<T>;
  /** Stops all parts, the last started first. A part that fails to stop does not keep the others running; the first error is thrown at the end. */
  stop(): Promise<void>;
}

export function createLifecycle(log: Logger): Lifecycle {
  const running: { name: string; end: () => unknown }[] = [];
  let stopping: Promise<void> | null = null;

  async function stopAll(): Promise<void> {
    const errors: unknown[] = [];
    for (let part = running.pop(); part !== undefined; part = running.pop()) {
      try {
        await part.end();
        log.debug({ part: part.name }, "stopped");
      } catch (error) {
        log.error({ part: part.name, error }, "did not stop cleanly");
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  const stop = () => (stopping ??= stopAll());
  return {
    async start(name, begin, end) {
      if (stopping !== null) throw new Error(`${name} is started while everything stops`);
      try {
        const part = await begin();
        running.push({ name, end: () => end(part) });
        return part;
      } catch (error) {
        // The reason why it did not start matters more than a part that also did not stop; that one is in the log.
        await stop().catch(() => {});
        throw error;
      }
    },
    stop,
  };
}
