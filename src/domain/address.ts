// By what two addresses are compared: the whole address without regard to case, never a part of it, never a display name.
import type { Address } from "./message.ts";

/** The form in which an address is looked up and compared. Dots and plus tags stay: only their owner knows what they mean. */
export function addressKey(address: string): string {
  return address.toLowerCase();
}

/** What follows the last `@`, in lower case; empty when there is no `@`. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf("@");
  return at === -1 ? "" : address.slice(at + 1).toLowerCase();
}

/** What a private reply address begins with, at the desk's own mail domain: `reply+<token>@<mail domain>`. */
export const replyPrefix = "reply+";

/** Whether it is one of the addresses that are given to one reader each, for the answers of that reader alone. */
export function isReplyAddress(address: string, mailDomain: string): boolean {
  return addressKey(address).startsWith(replyPrefix) && domainOf(address) === mailDomain.toLowerCase();
}

/** Whether an address is named by a rule that is an address or, starting with `@`, a domain (not its subdomains). */
export function isNamedBy(rule: string, author: Address): boolean {
  const key = addressKey(author.address);
  const wanted = rule.trim().toLowerCase();
  return wanted.startsWith("@") ? wanted.length > 1 && domainOf(key) === wanted.slice(1) : wanted === key;
}
