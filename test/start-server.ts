// Starts the real server as its users do: a process of its own, a data directory of its own, free ports. Stops, kills and restarts it.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { isPostmasterOf, readLockFile } from "#store/postgres-process.ts";

export interface ServerOptions {
  /** An existing data directory, which is left in place; default: a new one, which stop() deletes. */
  dataDir?: string;
  ports?: { http: number; smtp: number };
  /** More environment, such as FAILPOINTS or INLET_DNS. */
  env?: Readonly<Record<string, string>>;
  /** Flags of Node itself, such as --cpu-prof. */
  nodeFlags?: readonly string[];
  /** How long it may take until it is ready. The first start makes the database. */
  readyWithinMs?: number;
}

export interface ForwardingSource {
  id: string;
  address: string;
}

const mailDomain = "in.example.test";
const entry = fileURLToPath(new URL("../bin/inlet.mjs", import.meta.url));
/** Lines of its log that are kept for a failure's story. */
const keptLines = 400;

/** Starts a server and resolves when it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "inlet-server-")));
  const ports = options.ports ?? { http: await freePort(), smtp: await freePort() };
  const server = new RunningServer({ dataDir, ports, isOwnDirectory: options.dataDir === undefined });
  try {
    await server.start(options);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

export class RunningServer implements AsyncDisposable {
  readonly dataDir: string;
  readonly httpPort: number;
  readonly smtpPort: number;
  readonly url: string;
  readonly #isOwnDirectory: boolean;
  #child: ChildProcess | null = null;
  #lines: string[] = [];
  #env: Readonly<Record<string, string>> = {};

  constructor(place: { dataDir: string; ports: { http: number; smtp: number }; isOwnDirectory: boolean }) {
    this.dataDir = place.dataDir;
    this.httpPort = place.ports.http;
    this.smtpPort = place.ports.smtp;
    this.url = `http://127.0.0.1:${place.ports.http}`;
    this.#isOwnDirectory = place.isOwnDirectory;
  }

  /** The process id of the server's Node process. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("the server does not run");
    return pid;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it logged last. */
  get log(): string {
    return this.#lines.join("\n");
  }

  /** Starts the process on the same data and ports; resolves when /readyz says so. */
  async start(options: Omit<ServerOptions, "dataDir" | "ports"> = {}): Promise<void> {
    this.launch(options);
    await this.untilReady(options.readyWithinMs ?? 90_000);
  }

  /** Starts the process without waiting for anything. */
  launch({ env = this.#env, nodeFlags = [] }: Omit<ServerOptions, "dataDir" | "ports"> = {}): void {
    if (this.isRunning) throw new Error("the server runs already");
    this.#env = env;
    const child = spawn(process.execPath, [...nodeFlags, entry, "serve"], {
      env: { ...this.environment(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#lines = [...this.#lines, ...text.trimEnd().split("\n")].slice(-keptLines);
      });
    }
  }

  /** The environment of every command for this installation. */
  environment(): Record<string, string> {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(INLET_|DATABASE_URL|FAILPOINTS|NODE_OPTIONS|VITEST)/.test(name),
    );
    return {
      ...(Object.fromEntries(inherited) as Record<string, string>),
      INLET_DATA_DIR: this.dataDir,
      INLET_HOST: "127.0.0.1",
      INLET_HTTP_PORT: String(this.httpPort),
      INLET_SMTP_PORT: String(this.smtpPort),
      INLET_MAIL_DOMAIN: mailDomain,
      INLET_LOG_LEVEL: "info",
    };
  }

  /** What the server was told about itself, such as another INLET_MAIL_DOMAIN: without its failpoints, which are its own. */
  #settings(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.#env).filter(([name]) => name.startsWith("INLET_")));
  }

  async untilReady(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      if (!this.isRunning) throw new Error(`the server ended before it was ready:\n${this.log}`);
      if (await this.#isReady()) return;
      await sleep(20);
    }
    throw new Error(`the server was not ready within ${withinMs} ms:\n${this.log}`);
  }

  /** Runs a command of `inlet` for this installation and gives its standard output. */
  async run(...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [entry, ...words], {
      env: { ...this.environment(), ...this.#settings(), INLET_LOG_LEVEL: "error" },
      timeout: 60_000,
    });
    return stdout;
  }

  /** A forwarding source, made by the command line; `settings` are merged into its own. */
  async createSource(name: string, settings: Readonly<Record<string, unknown>> = {}): Promise<ForwardingSource> {
    const source = JSON.parse(await this.run("sources", "create", "forwarding", "--name", name, "--json")) as ForwardingSource;
    if (Object.keys(settings).length > 0) {
      await this.query("update sources set settings = settings || $2::jsonb where id = $1", [
        source.id,
        JSON.stringify(settings),
      ]);
    }
    return source;
  }

  /** An API key that may read and work on everything here. */
  async createApiKey(): Promise<string> {
    const scopes = "tickets:read,tickets:write,deliveries:read,deliveries:write,sources:read";
    const made = JSON.parse(await this.run("keys", "create", "--name", "test", "--scope", scopes, "--json")) as { key: string };
    return made.key;
  }

  /** Asks the database as its owner, past row-level security: for arranging and for judging. Works while the server is down. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ ...(await this.databaseConnection()), connectionTimeoutMillis: 5_000 });
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async databaseConnection(): Promise<{ host: string; user: string; database: string }> {
    const lock = await readLockFile(join(this.dataDir, "postgres"));
    if (lock === null) throw new Error("the embedded database does not run");
    return { host: lock.socketDir, user: "inlet", database: "inlet" };
  }

  /** The process id of the database's postmaster, or null when it is down. */
  async postmaster(): Promise<number | null> {
    const cluster = join(this.dataDir, "postgres");
    const lock = await readLockFile(cluster);
    return lock !== null && isPostmasterOf(lock.pid, cluster) ? lock.pid : null;
  }

  /** SIGKILL to Node alone; the database lives on, as after a crash. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || !this.isRunning) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  /** SIGTERM, and SIGKILL if that is not enough. Gives the exit code; the data stays. */
  async end(withinMs = 20_000): Promise<number | null> {
    const child = this.#child;
    if (child === null || !this.isRunning) return child?.exitCode ?? null;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), withinMs);
    await ended;
    clearTimeout(timer);
    return child.exitCode;
  }

  /** Ends server and database, and deletes the data directory if it was made here. */
  async stop(): Promise<void> {
    await this.end();
    const postmaster = await this.postmaster();
    if (postmaster !== null) await this.#endPostmaster(postmaster);
    if (this.#isOwnDirectory) await rm(this.dataDir, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #endPostmaster(pid: number): Promise<void> {
    const cluster = join(this.dataDir, "postgres");
    for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
      process.kill(pid, signal);
      for (let look = 0; look < 300 && isPostmasterOf(pid, cluster); look += 1) await sleep(10);
      if (!isPostmasterOf(pid, cluster)) return;
    }
  }

  async #isReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      return response.ok;
    } catch {
      // Nobody listens yet.
      return false;
    }
  }
}

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
