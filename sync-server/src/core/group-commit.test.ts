import { expect, test } from "vitest";
import type { CommitPush } from "./decide.ts";
import { createGroupCommit } from "./group-commit.ts";
import { type CommitContext, type LogStore, StoreFailure } from "./log-store.ts";

const context: CommitContext = {
  lastSeq: 7,
  lastDocNo: 0,
  lastBatchNo: 0,
  docByKey: new Map(),
  familyByKey: new Map(),
  changeByKey: new Map(),
  refusedKeys: new Set(),
  lastByActor: new Map(),
  opByKey: new Map(),
};
const push = (device: string): CommitPush => ({
  docs: [],
  judged: { changes: [], roots: [], names: [], isSigned: [] },
  manifests: [],
  principals: [],
  courier: "asha",
  device,
  receivedAt: 0,
});

const setUp = (fail: (call: number) => unknown = () => undefined, isEager = false) => {
  let now = 0;
  const timers: (() => void)[] = [];
  const waits: number[] = [];
  const bugs: unknown[] = [];
  let appends = 0;
  const append: LogStore["append"] = async (_query, decide) => {
    const error = fail(++appends);
    if (error !== undefined) throw error;
    return decide(context).result;
  };
  const commits = createGroupCommit(
    {
      store: { append },
      clock: { now: () => now, after: (ms, fn) => (timers.push(fn), waits.push(ms), () => {}) },
      onCommitted: () => {},
      onBug: (error) => bugs.push(error),
    },
    { windowMs: 3, maxChanges: 100, isEager },
  );
  const pass = (ms: number): void => void (now += ms);
  return { commits, timers, waits, bugs, appends: () => appends, pass };
};

test("[PR8] nothing resolves before the window's one transaction", async () => {
  const { commits, timers, appends } = setUp();
  let isDone = false;
  const both = Promise.all([commits.submit(push("a")), commits.submit(push("b"))]).then((r) => {
    isDone = true;
    return r;
  });
  await Promise.resolve();
  expect([isDone, timers.length, appends()]).toEqual([false, 1, 0]);
  timers[0]?.();
  const results = await both;
  expect(results.map((r) => r.ok && r.value.lastSeq)).toEqual([7, 7]);
  expect(appends()).toBe(1);
});

test("a store that is full answers everybody in the group, and the next commit may succeed", async () => {
  const { commits, bugs } = setUp((call) => (call === 1 ? new StoreFailure("storage-full") : undefined));
  const first = commits.submit(push("a"));
  await commits.drain();
  expect(await first).toEqual({ ok: false, error: "storage-full" });
  expect(commits.isFailing()).toBe(true);
  const second = commits.submit(push("a"));
  await commits.drain();
  expect((await second).ok).toBe(true);
  expect([commits.isFailing(), bugs.length]).toEqual([false, 0]);
});

test("a bug met by one push of a group costs that push only", async () => {
  const bug = new TypeError("planted");
  // The group fails, then its members one by one: the first alone fails again.
  const { commits, bugs } = setUp((call) => (call <= 2 ? bug : undefined));
  const both = [commits.submit(push("a")), commits.submit(push("b"))];
  await commits.drain();
  expect((await Promise.all(both)).map((r) => r.ok)).toEqual([false, true]);
  expect(bugs).toEqual([bug]);
});

test("a log at rest commits at once; within the window behind a commit, company is waited for", async () => {
  const { commits, timers, waits, appends, pass } = setUp(undefined, true);
  expect((await commits.submit(push("a"))).ok).toBe(true);
  expect([appends(), timers.length]).toEqual([1, 0]);
  await commits.drain();
  pass(1);
  const both = Promise.all([commits.submit(push("b")), commits.submit(push("c"))]);
  expect([appends(), waits]).toEqual([1, [2]]);
  timers[0]?.();
  await both;
  await commits.drain();
  expect(appends()).toBe(2);
  pass(3);
  await commits.submit(push("d"));
  expect([appends(), timers.length]).toEqual([3, 1]);
});
