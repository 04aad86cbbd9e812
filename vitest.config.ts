// Four kinds of tests: what needs nothing but itself, what needs a database or servers, pages in a real browser, and what judges times,
// which runs when all else is done. The rest share one queue, the longest first, so that neither core waits for the other at the end.
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const browserTests = "test/browser/**/*.test.ts";
const pureTests = ["src/{domain,mail}/**/*.test.ts", "src/channels/email/**/*.test.ts", "web/**/*.test.ts"];
const timedTests = "test/attacks/bombs.test.ts";

/** Many seconds each, whatever the size of their files, which is all that a fresh checkout has to go by. */
const long = /\/test\/(?:browser|chaos|arena|fuzz)\//;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(({ moduleId }) => long.test(moduleId)), ...sorted.filter(({ moduleId }) => !long.test(moduleId))];
  }
}

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Standard error of a passing test is noise; of a failing one it is the story.
    silent: "passed-only",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // They keep nothing between them: a process for each would be half of their time.
        test: { name: "pure", include: pureTests, isolate: false },
      },
      {
        extends: true,
        test: {
          name: "node",
          globalSetup: ["test/global-setup.ts"],
          include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: [...pureTests, browserTests, timedTests, "**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          globalSetup: ["test/browser/build-console.ts"],
          include: [browserTests],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Other tests run beside a browser: what will show at all may take its time.
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        extends: true,
        test: { name: "timed", include: [timedTests], fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
