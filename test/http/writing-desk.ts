// A desk for a whole test file with somebody who writes and a program that may, and for each test a ticket that nobody has touched.
import { afterAll, beforeAll, beforeEach } from "vitest";
import { inWorkspace } from "#store/db.ts";
import {
  type Answer,
  type Caller,
  makeAgent,
  makeKey,
  type Planted,
  plant,
  type TestAgent,
  type TestDesk,
  testDesk,
} from "./desk.ts";

export let desk: TestDesk;
export let mira: TestAgent;
export let key: Caller;
/** The test's own, and the word that all its texts hold. */
export let ticket: Planted;
export let word: string;

let fruit: string;
let count = 0;

/** For the top of a test file. `name` begins the words of its tickets. */
export function openWritingDesk(name: string): void {
  fruit = name;
  beforeAll(async () => {
    desk = await testDesk();
    mira = await makeAgent(desk.database);
    key = (await makeKey(desk.database)).as;
  });
  afterAll(() => desk.close());
  beforeEach(freshTicket);
}

/** Another in its place. */
export async function freshTicket(): Promise<void> {
  word = `${fruit}${(count += 1)}`;
  ticket = await plant(desk, word);
}

export const inTx = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
  inWorkspace(desk.database.db, desk.database.workspaceId, work);

export function send(body: object, more: { as?: Caller; key?: string; on?: string } = {}): Promise<Answer> {
  return desk.call("POST", `/tickets/${more.on ?? ticket.ticketId}/messages`, {
    as: more.as ?? mira.as,
    body,
    ...(more.key === undefined ? {} : { headers: { "idempotency-key": more.key } }),
  });
}
