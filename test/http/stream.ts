// One who listens to a desk's live events over HTTP, and keeps what was said.
import { type Caller, type TestDesk, headersOf } from "./desk.ts";

export interface Listener {
  answer: Response;
  /** What came so far, and whether the server has hung up. */
  heard: { text: string; ended: boolean };
  close(): Promise<void>;
}

/** Opens the stream; the server begins to take connections with the first of them. */
export async function listenTo(desk: TestDesk, as: Caller, headers: Record<string, string> = {}): Promise<Listener> {
  const abort = new AbortController();
  const init = { headers: { ...headersOf(as), ...headers }, signal: abort.signal };
  const answer = await fetch(`${await addressOf(desk)}/api/v1/events`, init);
  const heard = { text: "", ended: false };
  const read = async () => {
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) heard.text += chunk;
  };
  const end = () => void (heard.ended = true);
  const reading = read().then(end, end);
  return { answer, heard, close: async () => (abort.abort(), await reading) };
}

const addresses = new WeakMap<TestDesk, Promise<string>>();

function addressOf(desk: TestDesk): Promise<string> {
  const known = addresses.get(desk) ?? desk.server.listen({ host: "127.0.0.1", port: 0 });
  addresses.set(desk, known);
  return known;
}
