#!/usr/bin/env node
// Starts Inlet with a Node that can run it: this one if it is new enough, else the one that came with the package.
// Plain old JavaScript: it has to run under a Node that is too old for everything else.
import { spawn } from "child_process";
import { existsSync } from "fs";
import { createRequire } from "module";
import { constants } from "os";
import { dirname, join } from "path";
import { fileURLToPath } from "url";

const main = new URL("../src/main.ts", import.meta.url);

// Less memory for the same work: a smaller nursery for each thread's heap, and a C library that gives large buffers back. A nursery of 8 MB
// would be a few per cent faster, and takes 60 MB more.
const flags = ["--max-semi-space-size=4"];
const environment = Object.assign(
  {
    MALLOC_ARENA_MAX: "2",
    MALLOC_MMAP_THRESHOLD_: "524288",
    MALLOC_TRIM_THRESHOLD_: "1048576",
    // From the second start on no thread loads the TypeScript stripper: quicker, and 20 MB less. Read-only is fine, then it does without.
    NODE_COMPILE_CACHE: fileURLToPath(new URL("../node_modules/.cache/inlet", import.meta.url)),
  },
  process.env,
);

if (!isNewEnough(process.versions.node)) {
  runBundled();
} else if (process.execve !== undefined && process.platform !== "win32") {
  // The same process goes on as the server: signals, standard streams and exit code need no passing on.
  process.execve(process.execPath, [process.execPath].concat(flags, process.execArgv, words()), environment);
} else {
  process.argv[1] = fileURLToPath(main);
  void import(main.href);
}

function words() {
  return [fileURLToPath(main)].concat(process.argv.slice(2));
}

// Node 24.15 runs TypeScript without a flag and has argon2.
function isNewEnough(version) {
  const parts = version.split(".").map(Number);
  return parts[0] > 24 || (parts[0] === 24 && parts[1] >= 15);
}

function runBundled() {
  const node = findBundled();
  if (node === null) {
    console.error(
      "Inlet needs Node 24.15 or newer; this is " +
        process.versions.node +
        ", and no Node came with the package for " +
        process.platform +
        "-" +
        process.arch +
        ". Install a newer Node, or run npm ci without --omit=optional.",
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, flags.concat(process.execArgv, words()), {
    env: environment,
    // The channel tells the server when this process is gone: killed, it can pass on no signal.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  const signals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"];
  const forward = function (signal) {
    child.kill(signal);
  };
  signals.forEach(function (signal) {
    process.on(signal, forward);
  });
  child.on("error", function (error) {
    console.error(String(error.message));
    process.exitCode = 1;
  });
  child.on("exit", function (code, signal) {
    if (signal === null) {
      process.exit(code);
    }
    // End the same way, so that whoever started us sees the signal.
    process.removeListener(signal, forward);
    process.kill(process.pid, signal);
    setTimeout(function () {
      process.exit(128 + (constants.signals[signal] || 0));
    }, 100);
  });
}

function findBundled() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const names = ["node-" + platform + "-" + process.arch, "node-bin-" + platform + "-" + process.arch];
  const require = createRequire(import.meta.url);
  for (let i = 0; i < names.length; i += 1) {
    try {
      const folder = dirname(require.resolve(names[i] + "/package.json"));
      const node = join(folder, "bin", platform === "win" ? "node.exe" : "node");
      if (existsSync(node)) {
        return node;
      }
    } catch (error) {
      // Not installed: npm takes only the package of this platform.
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return null;
}
