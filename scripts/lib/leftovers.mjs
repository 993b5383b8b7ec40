import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const VARIABLE = "AROGYA_TEST_RUN";

/**
 * Marks every process of this run through an inherited variable, so that one that left its process group (a browser
 * does) is still found at the end. Only where there is a /proc.
 */
export const markProcesses = () => {
  const mark = `${VARIABLE}=${randomUUID()}`;
  process.env[VARIABLE] = mark.slice(VARIABLE.length + 1);

  const find = () => {
    let ids;
    try {
      ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
    } catch {
      return [];
    }
    return ids.flatMap((id) => {
      try {
        if (!readFileSync(`/proc/${id}/environ`, "utf8").split("\0").includes(mark)) return [];
        const name = readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return name === "" ? [] : [{ pid: Number(id), name: name.slice(0, 120) }];
      } catch {
        return []; // It ended while we looked, or belongs to somebody else.
      }
    });
  };

  return {
    /** Gives stragglers a moment, ends what is left, and says what that was. */
    async end() {
      let left = find();
      for (let waitedMs = 0; left.length > 0 && waitedMs < 3000; waitedMs += 200) {
        await sleep(200);
        left = find();
      }
      for (const { pid } of left) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // Ended by itself meanwhile.
        }
      }
      return left;
    },
  };
};
