// Changing who asks on a ticket: said when it is done, undone by one key.
import type { Address } from "#contract/messages.ts";
import type { Ticket } from "#contract/tickets.ts";
import { patch } from "../../api.ts";
import { queryClient } from "../queries.ts";
import { refused, told } from "../toast.tsx";

export async function changeRequester(ticket: Ticket, to: Address): Promise<void> {
  const { name, email } = ticket.requester;
  const undo = email === null ? undefined : () => void set(ticket, { name, address: email });
  if (await set(ticket, to)) told(`${to.address} is the requester of #${ticket.number}`, undo);
}

async function set(ticket: Ticket, { name, address }: Address): Promise<boolean> {
  try {
    await patch(`/tickets/${ticket.id}`, { requester: { name, address } });
    return true;
  } catch (error) {
    refused(error);
    return false;
  } finally {
    void queryClient.invalidateQueries({ queryKey: ["ticket", String(ticket.number)] });
    void queryClient.invalidateQueries({ queryKey: ["tickets"] });
  }
}
