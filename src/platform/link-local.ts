// Which machines mail is never handed to (link-local addresses, where clouds answer with their machines' credentials), and which is this one.
import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { AppError } from "#domain/errors.ts";

const refused = new BlockList();
refused.addSubnet("169.254.0.0", 16, "ipv4");
refused.addSubnet("fe80::", 10, "ipv6");
// The metadata service of AWS by IPv6, and that of Alibaba: no mail relay can be there.
refused.addAddress("fd00:ec2::254", "ipv6");
refused.addAddress("100.100.100.200", "ipv4");

/** Whether an IP address is link-local or a cloud's metadata service, also where it is written as IPv6 (`::ffff:169.254.…`). */
export function isLinkLocal(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const version = isIP(bare);
  // BlockList holds an IPv4-mapped address against the rules for IPv4.
  return version !== 0 && refused.check(bare, version === 4 ? "ipv4" : "ipv6");
}

/** Whether mail to this host does not leave the machine. */
export function isThisMachine(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || /^127(\.\d+){3}$/.test(bare);
}

export interface HostAddress {
  address: string;
  family: 4 | 6;
}

/**
 * Where a relay's name leads, looked up once: connect to this address and no other, so that the name cannot lead elsewhere a moment later.
 * Throws AppError "relay-address-forbidden" for link-local ones, "relay-host-not-found" where there is none.
 */
export async function resolveRelayHost(host: string): Promise<HostAddress> {
  const bare = host.replace(/^\[|\]$/g, "");
  const found = isIP(bare) === 0 ? await addressesOf(bare) : [{ address: bare, family: isIP(bare) }];
  const usable = found.find(({ address }) => !isLinkLocal(address));
  if (usable !== undefined) return { address: usable.address, family: usable.family === 6 ? 6 : 4 };
  throw forbiddenRelay(host);
}

export function forbiddenRelay(host: string): AppError {
  return new AppError({
    code: "relay-address-forbidden",
    retry: "permanent",
    publicMessage: `${host} is a link-local address: machines' metadata services live there, and no mail relay. Name the relay itself.`,
  });
}

async function addressesOf(host: string): Promise<{ address: string; family: number }[]> {
  try {
    return await lookup(host, { all: true });
  } catch (cause) {
    const isGone = (cause as { code?: unknown }).code === "ENOTFOUND";
    throw new AppError({
      code: "relay-host-not-found",
      retry: isGone ? "permanent" : "transient",
      publicMessage: isGone
        ? `There is no machine named ${host}. Check the spelling of the relay's name.`
        : `${host} could not be looked up. Check the name servers of this machine, and try again.`,
      cause,
    });
  }
}
