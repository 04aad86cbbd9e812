// A relay in a thread of its own, for tests that keep the main thread from doing anything.
import { parentPort } from "node:worker_threads";
import { startSink } from "./sink-server.ts";

const sink = await startSink();
parentPort?.postMessage(sink.port);
