// Mail programs of other makes, as far as they are installed: swaks, which sends as a customer's server does, and aiosmtpd, which
// receives as a relay does, with TLS and a password, and has Python's own library read what it got.
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { createSelfSigned } from "#platform/self-signed.ts";

// Debian's interpreter, because the modules are packages of Debian's.
const python = "/usr/bin/python3";

/** Debian packages that are not here; a test that needs them says so when it is skipped. */
export function missingMakes(): string[] {
  const probes: [name: string, command: string, words: string[]][] = [
    ["swaks", "swaks", ["--version"]],
    ["python3-aiosmtpd", python, ["-c", "import aiosmtpd"]],
    ["python3-dkim", python, ["-c", "import dkim, nacl"]],
  ];
  return probes.filter(([, command, words]) => spawnSync(command, words).status !== 0).map(([name]) => name);
}

export interface Envelope {
  port: number;
  /** "" for a report: the empty sender of RFC 5321 §4.5.5. */
  from: string;
  to: string;
}

/** Hands a message over by swaks. `head` becomes the header in its order. Throws with the whole dialogue unless the server took it. */
export async function sendBySwaks(
  { port, from, to }: Envelope,
  head: Readonly<Record<string, string>>,
  body: string,
): Promise<void> {
  const lines = Object.entries({ Date: new Date().toUTCString(), ...head }).map(([name, value]) => `${name}: ${value}`);
  const words = [
    "--server",
    `127.0.0.1:${port}`,
    "--helo",
    "mx.customer.example",
    "--from",
    from === "" ? "<>" : from,
    "--to",
    to,
  ];
  const running = promisify(execFile)("swaks", [...words, "--data", "-"], { timeout: 20_000 });
  running.child.stdin?.end(`${lines.join("\n")}\n\n${body}\n`);
  await running;
}

/** A message as aiosmtpd got it and Python's `email` package understood it. */
export interface Received {
  from: string;
  to: string[];
  raw: Buffer;
  /** Whether it came under TLS, and after whose password. */
  tls: boolean;
  user: string | null;
  /** As Python reads them: names as they stand, values decoded. */
  headers: Readonly<Record<string, string>>;
  text: string;
  html: string;
  files: string[];
}

export interface ForeignRelay extends AsyncDisposable {
  port: number;
  received: Received[];
}

const script = `
import asyncio, email, email.policy, json, logging, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult
logging.getLogger("mail.log").setLevel(logging.ERROR)
given = json.loads(sys.stdin.readline())
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(given["cert"], given["key"])

def sign_in(server, session, envelope, mechanism, login):
    if (login.login.decode(), login.password.decode()) == (given["user"], given["password"]):
        return AuthResult(success=True, auth_data=given["user"])
    return AuthResult(success=False, handled=False)

def part_of(mail, kind):
    part = mail.get_body((kind,))
    return "" if part is None else part.get_content()

class Keep:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "raw": envelope.original_content.hex(),
            "tls": session.ssl is not None, "user": session.auth_data,
            "headers": {name: str(value) for name, value in mail.items()},
            "text": part_of(mail, "plain"), "html": part_of(mail, "html"),
            "files": [part.get_filename() for part in mail.iter_attachments() if part.get_filename()],
        }), flush=True)
        return "250 2.0.0 kept by another make"

async def main():
    loop = asyncio.get_running_loop()
    make = lambda: SMTP(Keep(), hostname="relay.provider.example", loop=loop, tls_context=context,
                        authenticator=sign_in, auth_required=True, require_starttls=True)
    server = await loop.create_server(make, "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    # Ends with the test, whichever way that ends.
    await loop.run_in_executor(None, sys.stdin.read)

asyncio.run(main())
`;

/** aiosmtpd on a free port of the loopback address: STARTTLS with a certificate of its own, then a password, or nothing. */
export async function startForeignRelay(user: { name: string; password: string }): Promise<ForeignRelay> {
  const directory = await mkdtemp(join(tmpdir(), "inlet-relay-"));
  const now = Date.now();
  const pem = createSelfSigned("relay.provider.example", { from: new Date(now - 86_400_000), until: new Date(now + 86_400_000) });
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  await Promise.all([writeFile(key, pem.key, { mode: 0o600 }), writeFile(cert, pem.cert)]);

  const child = spawn(python, ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.write(`${JSON.stringify({ key, cert, user: user.name, password: user.password })}\n`);
  const lines = createInterface({ input: child.stdout });
  const [first] = (await Promise.race([once(lines, "line"), once(child, "exit")])) as [unknown];
  if (typeof first !== "string") throw new Error("aiosmtpd did not start");
  const relay: ForeignRelay = {
    port: (JSON.parse(first) as { port: number }).port,
    received: [],
    async [Symbol.asyncDispose]() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
      child.kill("SIGKILL");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
  lines.on("line", (line) => {
    const told = JSON.parse(line) as Omit<Received, "raw"> & { raw: string };
    relay.received.push({ ...told, raw: Buffer.from(told.raw, "hex") });
  });
  return relay;
}
