// Three kinds of tests: everything that runs in Node, pages in a real browser, which take longer and run one at a time, and what
// judges times, which runs when all else is done.
import { defineConfig } from "vitest/config";

const browserTests = "test/browser/**/*.test.ts";
const timedTests = "test/attacks/bombs.test.ts";

export default defineConfig({
  test: {
    globalSetup: ["test/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Standard error of a passing test is noise; of a failing one it is the story.
    silent: "passed-only",
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts", "web/**/*.test.ts"],
          exclude: [browserTests, timedTests, "**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: [browserTests],
          globalSetup: ["test/browser/build-console.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: { name: "timed", include: [timedTests], fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
