// Sending an answer and taking it back: sent once however often it is tried, shown at once, undone with its words.
import type { SendMessageAnswer, SendMessageRequest, UndoAnswer } from "#contract/replies.ts";
import type { Ticket } from "#contract/tickets.ts";
import { post, remove } from "../../api.ts";
import { queryClient, ticketQuery } from "../queries.ts";
import { refused, toldUntil } from "../toast.tsx";
import { draftsChanged, setDraft } from "./queries.ts";

/** One key for one content: what is pressed twice, or tried again after a broken connection, is one mail. */
export function createSendKey(): (request: SendMessageRequest) => string {
  let last = { content: "", key: "" };
  return (request) => {
    const content = JSON.stringify(request);
    if (content !== last.content) last = { content, key: freshKey() };
    return last.key;
  };
}

/** Rejects with ApiProblem. Resolves when it is kept by the server: it is on its way, not sent. */
export async function sendAnswer(ticket: Ticket, request: SendMessageRequest, key: string): Promise<SendMessageAnswer> {
  const answer = await post<SendMessageAnswer>(`/tickets/${ticket.id}/messages`, request, { idempotencyKey: key });
  setDraft(ticket.id, null);
  draftsChanged();
  showTicket(answer.ticket);
  return answer;
}

/** Says what was done, with the seconds in which it can be taken back. */
export function offerUndo(answer: SendMessageAnswer, words: string, reopen: (ticket: Ticket) => void): void {
  const { message, ticket } = answer;
  const until = message.undoUntil === null ? 0 : Date.parse(message.undoUntil);
  if (until <= Date.now()) return;
  toldUntil(words, until, () => void takeBack(message.id, ticket, reopen));
}

/** Takes an answer or a note back; its words return to the composer. */
export async function takeBack(messageId: string, ticket: Ticket, reopen: (ticket: Ticket) => void): Promise<void> {
  try {
    const { draft } = await remove<UndoAnswer>(`/messages/${messageId}`);
    setDraft(ticket.id, draft);
    draftsChanged();
    queryClient.setQueryData<Ticket>(ticketQuery(String(ticket.number)).queryKey, (shown) =>
      shown === undefined ? shown : { ...shown, messages: shown.messages.filter((one) => one.id !== messageId) },
    );
    askReopen(ticket.id);
    reopen(ticket);
  } catch (error) {
    refused(error);
  }
  void queryClient.invalidateQueries({ queryKey: ticketQuery(String(ticket.number)).queryKey });
  void queryClient.invalidateQueries({ queryKey: ["tickets"] });
}

function showTicket(ticket: Ticket): void {
  queryClient.setQueryData<Ticket>(ticketQuery(String(ticket.number)).queryKey, ticket);
  void queryClient.invalidateQueries({ queryKey: ["tickets"] });
}

// A ticket whose composer has to open again with what was taken back, whether its page is shown by now or not.
let reopenFor: string | null = null;
const reopeners = new Set<() => void>();

/** Opens the composer with what was begun there, as soon as the ticket's page is shown. */
export function askReopen(ticketId: string): void {
  reopenFor = ticketId;
  for (const reopener of reopeners) reopener();
}

export function onReopen(listener: () => void): () => void {
  reopeners.add(listener);
  return () => {
    reopeners.delete(listener);
  };
}

/** True once for each time that it was asked for. */
export function takeReopen(ticketId: string): boolean {
  if (reopenFor !== ticketId) return false;
  reopenFor = null;
  return true;
}

// crypto.randomUUID is there on https and localhost alone; a desk inside a company may run without.
function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
