// Faults that only tests ask for.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { failpoint, failpointActions, failpointSync, listFailpoints, readFailpoints } from "./failpoint.ts";

function run(instructions: string, script: string) {
  const module = JSON.stringify(fileURLToPath(new URL("./failpoint.ts", import.meta.url)));
  return spawnSync(
    process.execPath,
    ["--input-type=module", "-e", `import { failpoint, failpointSync } from ${module};\n${script}`],
    {
      env: { ...process.env, FAILPOINTS: instructions },
      encoding: "utf8",
    },
  );
}

describe("failpoints", () => {
  it("do nothing unless they are asked for", () => {
    expect(failpoint("intake.after_insert")).toBeUndefined();
    expect(failpointSync("intake.after_insert")).toBeUndefined();
  });

  it("are a closed list of 25, each with six actions", () => {
    expect(new Set(listFailpoints()).size).toBe(25);
    for (const name of listFailpoints())
      for (const action of failpointActions) expect(readFailpoints(`${name}=${action}`).has(name)).toBe(true);
  });

  it.each(["", "nowhere=kill", "smtp.mail", "smtp.mail=explode", "smtp.mail=kill@0", "smtp.mail=delay:soon"])(
    "refuse the instruction %j",
    (text) => {
      expect(() => readFailpoints(text)).toThrow(/FAILPOINTS/);
    },
  );

  it("kill on the hit that was named", () => {
    const script = `for (let n = 1; n < 9; n += 1) { process.stdout.write(String(n)); await failpoint("smtp.mail"); }`;
    const result = run("smtp.mail=kill@3,smtp.rcpt=throw", script);
    expect(result.stdout).toBe("123");
    expect(result.signal).toBe("SIGKILL");
  });

  it("throw what a full or a broken disk throws", () => {
    const script = `
      for (const name of ["blob.fsynced", "blob.renamed", "smtp.conn"]) {
        try { await failpoint(name); } catch (error) { console.log(error.code); }
        try { failpointSync(name); } catch (error) { console.log(error.code); }
      }`;
    expect(run("blob.fsynced=eio,blob.renamed=enospc,smtp.conn=throw", script).stdout).toBe(
      "EIO\nEIO\nENOSPC\nENOSPC\nFAILPOINT\nFAILPOINT\n",
    );
  });

  it("stall for the time that was named", () => {
    const script = `
      const began = performance.now();
      await failpoint("worker.claimed");
      failpointSync("worker.claimed");
      console.log(performance.now() - began >= 118);`;
    expect(run("worker.claimed=pause:60", script).stdout).toBe("true\n");
  });
});
