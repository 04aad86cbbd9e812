// Private reply addresses are for one reader's mail program: whoever looks at a message sees the address of the desk in their place.
import { addressKey, isReplyAddress } from "#domain/address.ts";
import type { SourceId } from "#domain/ids.ts";
import type { Address } from "#domain/message.ts";
import { withoutRepeats } from "#domain/reply-recipients.ts";
import { parseSettings } from "#domain/source-settings.ts";
import type { Tx } from "#store/db.ts";
import { readSources } from "#store/evidence.ts";
import type { MessageRow } from "#store/ticket-page.ts";

/**
 * The messages of a ticket with the source's address, as customers know it, for each private one. The token in those lets its holder write
 * on the ticket (promise P8): it stays in the raw mail.
 */
export async function withPublicRecipients(
  tx: Tx,
  { mailDomain, sourceId }: { mailDomain: string; sourceId: SourceId },
  messages: MessageRow[],
): Promise<MessageRow[]> {
  const isPrivate = (address: string) => isReplyAddress(address, mailDomain);
  if (!messages.some((message) => addressesOf(message).some(isPrivate))) return messages;
  const source = (await readSources(tx)).find(({ id }) => id === sourceId);
  const address = source === undefined ? "" : (parseSettings(source.settings).publicAddresses[0] ?? source.address);
  const desk = { name: source?.name ?? "", address };
  return messages.map((message) =>
    addressesOf(message).some(isPrivate) ? seenFromOutside(message, { desk, isPrivate }) : message,
  );
}

interface Door {
  desk: Address;
  isPrivate: (address: string) => boolean;
}

function seenFromOutside(message: MessageRow, door: Door): MessageRow {
  const { to, cc } = recipientsFrom(message, door);
  const { forwarded } = message;
  return {
    ...message,
    to,
    cc,
    forwarded: forwarded === null ? null : { ...forwarded, ...recipientsFrom(forwarded, door) },
    arrivals: message.arrivals.map((arrival) => ({
      ...arrival,
      rcptTo: arrival.rcptTo.map((address) => (door.isPrivate(address) ? door.desk.address : address)),
    })),
  };
}

// Whoever answers all has both in it, the private address and the public one: that is one place.
function recipientsFrom<Given extends Address>(
  given: { to: readonly Given[]; cc: readonly Given[] },
  { desk, isPrivate }: Door,
): { to: (Given | Address)[]; cc: (Given | Address)[] } {
  const open = (one: Given) => (isPrivate(one.address) ? desk : one);
  const to = withoutRepeats(given.to.map(open));
  return { to, cc: withoutRepeats(given.cc.map(open), new Set(to.map(({ address }) => addressKey(address)))) };
}

function addressesOf({ to, cc, forwarded, arrivals }: MessageRow): string[] {
  const people = [...to, ...cc, ...(forwarded?.to ?? []), ...(forwarded?.cc ?? [])];
  return [...people.map(({ address }) => address), ...arrivals.flatMap(({ rcptTo }) => rcptTo)];
}
