// A name server on this machine that says what a test puts into it, by UDP and TCP, as INLET_DNS names it.
import dns2 from "dns2";
import type { Zone } from "#mail/resolver.ts";

export interface NameServer extends AsyncDisposable {
  /** host:port, for INLET_DNS. */
  address: string;
  /** What it says from now on. */
  publish(zone: Zone): void;
}

/** On free ports of the loopback address until disposed; it knows nothing at first. */
export async function startNameServer(): Promise<NameServer> {
  let names = new Map<string, Zone[string]>();
  const { TYPE, CLASS, RCODE } = dns2.Packet;
  const server = dns2.createServer({
    udp: true,
    tcp: true,
    handle: (request, send) => {
      const response = dns2.Packet.createResponseFromRequest(request);
      const question = request.questions[0];
      const records = question === undefined ? undefined : names.get(question.name.toLowerCase());
      if (question === undefined || records === undefined) response.header.rcode = RCODE.NXDOMAIN;
      else
        for (const data of dataOf(records, question.type, TYPE)) {
          response.answers.push({ name: question.name, type: question.type, class: CLASS.IN, ttl: 1, ...data } as never);
        }
      void send(response);
    },
  });
  // UDP and TCP have to share a port: the resolver asks again by TCP where an answer is long.
  const port = await freePort();
  await server.listen({ udp: { port, address: "127.0.0.1" }, tcp: { port, address: "127.0.0.1" } } as never);
  return {
    address: `127.0.0.1:${port}`,
    publish: (zone) => void (names = new Map(Object.entries(zone).map(([name, records]) => [name.toLowerCase(), records]))),
    [Symbol.asyncDispose]: () => server.close() as Promise<void>,
  };
}

function dataOf(records: Zone[string], type: number, TYPE: Record<string, number>): object[] {
  if (type === TYPE.TXT) {
    // RFC 1035 §3.3.14: strings of at most 255 bytes.
    return (records.TXT ?? []).map((row) => ({
      data: [row].flat().flatMap((text) => (text as string).match(/.{1,255}/g) ?? []),
    }));
  }
  if (type === TYPE.MX) return (records.MX ?? []) as object[];
  if (type === TYPE.A) return (records.A ?? []).map((address) => ({ address }));
  return [];
}

async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
