// Work that untrusted input drives, in threads with a memory limit and a deadline: a thread that breaks either is thrown away.
import { Piscina } from "piscina";
import { messageOf } from "#domain/errors.ts";
import type { Logger } from "./log.ts";
import type { TaskFailure, WorkerRequest } from "./worker-entry.ts";

/** The thread ended under the task: out of memory, a crash. The input, or one of a batch, may be to blame. */
export class WorkerLost extends Error {
  override readonly name = "WorkerLost";
  readonly code = "worker-lost";
}

/** The task was still running at its deadline; its thread was ended. */
export class WorkerDeadline extends Error {
  override readonly name = "WorkerDeadline";
  readonly code = "worker-deadline";
}

export interface WorkerPool<Task, Result> {
  /**
   * Runs one task in a thread of its own for that time. `timeoutMs` counts from its start, not from its wait in the queue.
   * Rejects with WorkerLost or WorkerDeadline, or with an Error of the name and message that the task's code threw.
   */
  run(task: Task, options: { timeoutMs: number; transfer?: readonly ArrayBuffer[] }): Promise<Result>;
  readonly threads: number;
  /** Tasks that wait for a thread. */
  readonly waiting: number;
  close(): Promise<void>;
}

export interface WorkerPoolOptions {
  /** A module whose default export is `(task) => result`, imported once in each thread. */
  module: URL;
  threads: number;
  /** JavaScript heap of one thread. Buffers are not counted by V8: bound the input's size as well. */
  memoryMb: number;
  /** Told to each thread at its start: the module finds it as `workerData.settings` (node:worker_threads). */
  settings?: object;
  log: Logger;
}

export function createWorkerPool<Task, Result>(options: WorkerPoolOptions): WorkerPool<Task, Result> {
  const pool = new Piscina<WorkerRequest, Result | TaskFailure>({
    filename: new URL("./worker-entry.ts", import.meta.url).href,
    workerData: { module: options.module.href, settings: options.settings ?? {} },
    minThreads: options.threads,
    maxThreads: options.threads,
    maxQueue: Number.POSITIVE_INFINITY,
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb, maxYoungGenerationSizeMb: 12, stackSizeMb: 4 },
    recordTiming: false,
  });
  // A thread that breaks between tasks is replaced; nobody waits for it.
  pool.on("error", (error) => options.log.error({ part: "worker-pool", error }, "an idle worker thread ended"));
  return {
    get threads() {
      return pool.threads.length;
    },
    get waiting() {
      return pool.queueSize;
    },
    run: (task, limits) => runTask(pool, task, limits),
    close: () => pool.destroy(),
  };
}

async function runTask<Task, Result>(
  pool: Piscina<WorkerRequest, Result | TaskFailure>,
  task: Task,
  { timeoutMs, transfer }: { timeoutMs: number; transfer?: readonly ArrayBuffer[] },
): Promise<Result> {
  const started = new Int32Array(new SharedArrayBuffer(4));
  const deadline = new AbortController();
  const timer = abortAfterStart(started, timeoutMs, deadline);
  try {
    const result = await pool.run({ task, started }, { signal: deadline.signal, transferList: [...(transfer ?? [])] });
    if (isFailure(result)) throw rebuild(result);
    return result;
  } catch (error) {
    if (error instanceof TaskError) throw error.original;
    if (deadline.signal.aborted) throw new WorkerDeadline(`the task did not end within ${timeoutMs} ms`, { cause: error });
    throw new WorkerLost(`the worker thread ended: ${messageOf(error)}`, { cause: error });
  } finally {
    timer.cancel();
  }
}

function abortAfterStart(started: Int32Array, timeoutMs: number, deadline: AbortController): { cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const start = Atomics.waitAsync(started as Int32Array<SharedArrayBuffer>, 0, 0);
  void Promise.resolve(start.value).then(() => {
    if (!over) timer = setTimeout(() => deadline.abort(), timeoutMs);
  });
  return {
    cancel() {
      over = true;
      clearTimeout(timer);
      // Lets go of the wait of a task that never started.
      Atomics.notify(started, 0);
    },
  };
}

/** Carries what the task's own code threw past the handling of the thread's end. */
class TaskError extends Error {
  readonly original: Error;

  constructor(original: Error) {
    super(original.message);
    this.original = original;
  }
}

function isFailure(result: unknown): result is TaskFailure {
  return typeof result === "object" && result !== null && "taskFailed" in result;
}

function rebuild({ taskFailed }: TaskFailure): TaskError {
  const error = new Error(taskFailed.message);
  return new TaskError(
    Object.assign(error, { name: taskFailed.name, stack: taskFailed.stack ?? error.stack, code: taskFailed.code }),
  );
}
