import { compactTask, judgeDeps, packTask, projectTask } from "./workshop-tasks.ts";
import { describeTask, recreateTask } from "./quarantine-tasks.ts";
import { judgePush } from "../core/judge.ts";
import { flatten, unflatten } from "../core/judged.ts";
import type { Workshop } from "../core/workshop.ts";
import { ok } from "@arogyasync/shared/result";

/** The same work on the calling thread: for the command line, which has no worker beside it, and for tests. */
export const createInlineWorkshop = (): Workshop => {
  const deps = judgeDeps(() => {}, false);
  return {
    async judge(job) {
      const judged = judgePush(deps, job);
      return judged.ok ? ok(unflatten(flatten(judged.value))) : judged;
    },
    pack: async (job) => packTask(job),
    compact: async (job) => compactTask(job),
    project: async (job) => projectTask(job),
    describe: async (job) => describeTask(job),
    recreate: (job) => recreateTask(job),
    stats: () => ({ workers: 0, restarts: 0, queued: 0 }),
    async close() {},
  };
};
