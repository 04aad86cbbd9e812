// Who may open a session, and how many.
import { expect, test } from "vitest";
import { Admission, networkOf, thisMachine, trustedPeers } from "./admission.ts";
import { defaultLimits } from "./limits.ts";

const limits = {
  ...defaultLimits,
  maxConnections: 6,
  maxConnectionsPerAddress: 2,
  maxConnectionsPerNetwork: 3,
  placesForTrusted: 2,
};
const open = () => new Admission(limits, trustedPeers([...thisMachine, "192.0.2.25", "2001:db8:5::/48"]));

test.each([
  ["198.51.100.7", "198.51.100"],
  ["2001:db8:0:1:aaaa::1", "2001:db8:0:1"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["2001:0db8:0000:0001:0:0:0:9", "2001:db8:0:1"],
])("%s lies in the network %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("one address may hold so many sessions, and a place that is left can be taken again", () => {
  const door = open();
  expect(door.enter("198.51.100.7")).toBeNull();
  expect(door.enter("198.51.100.7")).toBeNull();
  expect(door.enter("198.51.100.7")).toBe("address-full");
  door.leave("198.51.100.7");
  expect(door.enter("198.51.100.7")).toBeNull();
});

test("neighbours of one network share a limit, strangers elsewhere are not touched by it", () => {
  const door = open();
  for (const last of [1, 2, 3]) expect(door.enter(`198.51.100.${last}`)).toBeNull();
  expect(door.enter("198.51.100.4")).toBe("network-full");
  expect(door.enter("203.0.113.4")).toBeNull();
});

test("a full house still has places for this machine and for the named relays, up to its own limit", () => {
  const door = open();
  for (const third of [1, 2, 3, 4, 5, 6]) expect(door.enter(`198.51.${third}.1`)).toBeNull();
  expect(door.isCrowded()).toBe(true);
  expect(door.enter("198.51.7.1")).toBe("server-full");
  expect(door.enter("127.0.0.1")).toBeNull();
  expect(door.enter("2001:db8:5::25")).toBeNull();
  expect(door.enter("192.0.2.25")).toBe("server-full");
});

test("a trusted relay may hold more sessions than a stranger", () => {
  const door = open();
  for (let count = 0; count < 6; count += 1) expect(door.enter("192.0.2.25")).toBeNull();
});
