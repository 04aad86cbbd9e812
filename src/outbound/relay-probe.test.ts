// Every way in which a relay can be set up wrong has its own code.
import { createServer, type Server, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, describe, expect, it } from "vitest";
import { createSelfSigned } from "#platform/self-signed.ts";
import { Secret } from "#platform/secrets.ts";
import type { RelaySettings } from "./relay-connection.ts";
import { probeRelay } from "./relay-probe.ts";

const pem = createSelfSigned("localhost", { from: new Date(Date.now() - 86_400_000), until: new Date(Date.now() + 86_400_000) });
const open: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(open.map((close) => close())));

async function relayOf(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({ logger: false, key: pem.key, cert: pem.cert, authOptional: true, ...options });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  open.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.server.address() as { port: number }).port;
}

async function tcp(onConnect: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    onConnect(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  open.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as { port: number }).port;
}

const settings = (port: number, change: Partial<RelaySettings> = {}): RelaySettings => ({
  kind: "smtp",
  host: "localhost",
  port,
  tls: "none",
  username: null,
  password: null,
  connections: 1,
  perMinute: null,
  ...change,
});
const user = { username: "desk", password: new Secret("right") };
const quick = { hostname: "mail.test", timeouts: { connect: 500, greeting: 500 } };

const onAuth: SMTPServerOptions["onAuth"] = (auth, _session, done) =>
  auth.password === "right" ? done(null, { user: "desk" }) : done(new Error("Invalid username or password"));

describe("testing a relay", () => {
  it.each(["none", "optional", "required"] as const)("works with TLS %s and a right password, and sends nothing", async (tls) => {
    let mails = 0;
    const port = await relayOf({
      onAuth,
      allowInsecureAuth: true,
      onMailFrom: (_address, _session, done) => {
        mails += 1;
        done();
      },
    });
    expect(await probeRelay(settings(port, { ...user, tls }), { ...quick, trust: pem.cert })).toBeNull();
    expect(mails).toBe(0);
  });

  it("works with TLS from the first byte", async () => {
    const port = await relayOf({ onAuth, secure: true });
    expect(await probeRelay(settings(port, { ...user, tls: "implicit" }), { ...quick, trust: pem.cert })).toBeNull();
  });

  it.each([
    ["a wrong password", { allowInsecureAuth: true }, { username: "desk", password: new Secret("wrong") }, "relay-auth-failed"],
    ["a relay that wants encryption first", {}, user, "relay-wants-tls"],
    ["a relay without sign-in", { disabledCommands: ["AUTH"] }, user, "relay-auth-missing"],
    ["a relay without STARTTLS", { disabledCommands: ["STARTTLS"] }, { tls: "required" }, "relay-tls-missing"],
    ["a certificate nobody vouches for", {}, { tls: "required" }, "relay-tls-failed"],
    ["TLS from the first byte where STARTTLS is meant", {}, { tls: "implicit" }, "relay-tls-failed"],
    [
      "a relay that wants nothing from us",
      { onConnect: (_session: unknown, done: (error: Error) => void) => done(new Error("go away")) },
      {},
      "relay-refused",
    ],
  ] as const)("%s", async (_what, server, change, code) => {
    const port = await relayOf({ onAuth, ...(server as SMTPServerOptions) });
    const error = await probeRelay(settings(port, change), quick);
    expect(error?.code).toBe(code);
    expect(error?.publicMessage).not.toMatch(/right|wrong"/);
  });

  it("nobody there, a web server, silence", async () => {
    const closed = await tcp(() => {});
    await open.pop()?.();
    expect((await probeRelay(settings(closed), quick))?.code).toBe("relay-unreachable");
    const web = await tcp((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect((await probeRelay(settings(web), quick))?.code).toBe("relay-no-smtp");
    const silent = await tcp((socket) => void setTimeout(() => socket.destroy(), 3_000));
    expect((await probeRelay(settings(silent), quick))?.code).toBe("relay-unreachable");
  });

  it.each(["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "fd00:ec2::254"])("never connects to %s", async (host) => {
    expect((await probeRelay(settings(25, { host }), quick))?.code).toBe("relay-address-forbidden");
  });

  it("says that a name leads nowhere", async () => {
    const error = await probeRelay(settings(25, { host: "no-such-relay.invalid" }), quick);
    expect(["relay-host-not-found"]).toContain(error?.code);
  });
});
