// Who may connect: how many sessions one address, one network and everybody together may hold at a time.
import { BlockList, isIPv4, isIPv6 } from "node:net";
import type { SmtpLimits } from "./limits.ts";

export type Refusal = "address-full" | "network-full" | "server-full";

/** This machine. An operator whose proxy makes every stranger look like it names other peers, or none. */
export const thisMachine = ["127.0.0.0/8", "::1"];

/**
 * Peers that may hold as many sessions as they need and are greeted at once: addresses, or ranges such as 192.0.2.0/24. A
 * company's own mail server sends everything from one address, so the limits made for strangers would throttle it.
 */
export function trustedPeers(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => (isIPv4(address) && list.check(address, "ipv4")) || (isIPv6(address) && list.check(address, "ipv6"));
}

export class Admission {
  readonly #limits: SmtpLimits;
  readonly #isTrusted: (address: string) => boolean;
  readonly #perAddress = new Map<string, number>();
  readonly #perNetwork = new Map<string, number>();
  #open = 0;

  constructor(limits: SmtpLimits, isTrusted: (address: string) => boolean) {
    this.#limits = limits;
    this.#isTrusted = isTrusted;
  }

  /** Takes a place for this address, or says which limit is reached. Every place taken has to be given back by `leave`. */
  enter(address: string): Refusal | null {
    const refusal = this.#refusal(address);
    if (refusal !== null) return refusal;
    this.#open += 1;
    change(this.#perAddress, address, 1);
    change(this.#perNetwork, networkOf(address), 1);
    return null;
  }

  leave(address: string): void {
    this.#open -= 1;
    change(this.#perAddress, address, -1);
    change(this.#perNetwork, networkOf(address), -1);
  }

  /** Nearly full: sessions that never brought a message are given less time. */
  isCrowded(): boolean {
    return this.#open >= this.#limits.maxConnections * 0.8;
  }

  #refusal(address: string): Refusal | null {
    const trusted = this.#isTrusted(address);
    const places = this.#limits.maxConnections + (trusted ? this.#limits.placesForTrusted : 0);
    if (this.#open >= places) return "server-full";
    if (trusted) return null;
    if ((this.#perAddress.get(address) ?? 0) >= this.#limits.maxConnectionsPerAddress) return "address-full";
    if ((this.#perNetwork.get(networkOf(address)) ?? 0) >= this.#limits.maxConnectionsPerNetwork) return "network-full";
    return null;
  }
}

/** The IPv4 /24 or the IPv6 /64 that an address lies in, as a key. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address.slice(0, address.lastIndexOf("."));
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const all = [...groups, ...Array<string>(zeros).fill("0"), ...after];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

function change(counts: Map<string, number>, key: string, by: number): void {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
}
