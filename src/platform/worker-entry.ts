// Runs inside a worker thread: tells the pool when a task starts, and hands the task to the module that the pool was made for.
import { workerData } from "node:worker_threads";

/** What the pool sends with each task, and what comes back when the task's own code threw. */
export interface WorkerRequest {
  task: unknown;
  started: Int32Array;
}

export interface TaskFailure {
  taskFailed: { name: string; message: string; stack: string | undefined; code: unknown };
}

// Loaded once a thread, beside the first task's wait: time spent here counts for no task.
const loading = import((workerData as { module: string }).module) as Promise<{ default: (task: unknown) => unknown }>;
// Its failure is the first task's to report.
loading.catch(() => {});

export default async function run({ task, started }: WorkerRequest): Promise<unknown> {
  const { default: handle } = await loading;
  Atomics.store(started, 0, 1);
  Atomics.notify(started, 0);
  try {
    return await handle(task);
  } catch (error) {
    const { name, message, stack, code } = error as Error & { code?: unknown };
    return { taskFailed: { name, message, stack, code } } satisfies TaskFailure;
  }
}
