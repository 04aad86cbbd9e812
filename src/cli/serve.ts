// inlet serve: runs until it is told to stop, then finishes what it has begun.
import { flushCompileCache } from "node:module";
import { createLog } from "#platform/log.ts";
import { readConfig } from "../config.ts";
import type { App } from "../app.ts";
import { command } from "./command-line.ts";

/** When something still keeps the process alive this long after everything was stopped, it is ended. */
const lingerMs = 3_000;

export const serve = command({
  args: {},
  examples: [
    ["inlet serve", "start with the embedded database; the first start prints a one-time link for the first admin"],
    ["INLET_HOST=0.0.0.0 INLET_MAIL_DOMAIN=in.example.com inlet serve", "take mail from outside"],
    ["DATABASE_URL=postgres://inlet@db/inlet inlet serve", "use a PostgreSQL server of your own"],
  ],
  async run() {
    const config = readConfig();
    const stopped = untilToldToStop();
    const { startApp } = await import("../app.ts");
    const log = createLog({ level: config.logLevel });
    for (const name of config.unknown)
      log.warn({ name }, "this variable is not one of Inlet's; docs/configuration.md lists them");
    const app = await startApp(config, log);
    process.stdout.write(greeting(app));
    // Kept now, for the start after a crash, which would never get to it.
    flushCompileCache();
    await stopped;
    await app.stop();
    setTimeout(() => process.exit(0), lingerMs).unref();
  },
});

/** What a person needs to see after a start. The link is shown here and never logged: it makes the first admin. */
function greeting(app: App): string {
  const lines = [`Inlet is running.`, `  Console  ${app.url}`, `  Mail     port ${app.smtpPort}`];
  if (app.setupLink !== null)
    lines.push("", "Nobody works here yet. This link makes the first admin, once, within 24 hours:", `  ${app.setupLink}`);
  return `${lines.join("\n")}\n`;
}

/** SIGTERM from a supervisor, Ctrl-C from a person. A second Ctrl-C, a second later, ends at once: nothing acknowledged is lost by that. */
function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    const stop = () => {
      // One Ctrl-C arrives twice where a parent passes it on.
      if (firstAt !== null && performance.now() - firstAt > 1_000) process.exit(1);
      firstAt ??= performance.now();
      resolve();
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    process.on("SIGHUP", stop);
    // The small process in front of us (bin/inlet.mjs on an older Node) was killed.
    process.channel?.unref();
    process.on("disconnect", stop);
  });
}
