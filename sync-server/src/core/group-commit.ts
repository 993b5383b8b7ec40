import type { Cancel, Clock } from "@arogyasync/shared/ports";
import { err, ok, type Result } from "@arogyasync/shared/result";
import { contextQuery } from "./context-query.ts";
import { type CommitPush, decide, type PushOutcome } from "./decide.ts";
import { type AppendPlan, type LogStore, StoreFailure, type StoreFailureCode } from "./log-store.ts";

export interface GroupCommitOptions {
  /** How long the first push of a group waits for company, milliseconds. */
  readonly windowMs: number;
  /**
   * A push that comes to a log at rest is committed at once, and only within the window behind a commit it waits for
   * company: as few commits under load, and no wait where there is none.
   */
  readonly isEager?: boolean;
  /** A group is committed at once when it holds so many changes. */
  readonly maxChanges: number;
}

export interface Committed {
  readonly outcome: PushOutcome;
  /** The log's last sequence after the commit. */
  readonly lastSeq: number;
}

export interface GroupCommit {
  /** Resolves when the push is durable, or with why it is not. Pushes enter the log in the order of the calls. */
  submit(push: CommitPush): Promise<Result<Committed, StoreFailureCode>>;
  /** Commits what waits and resolves when nothing does. */
  drain(): Promise<void>;
  /** Whether the last commit could not be written. */
  isFailing(): boolean;
}

/** Names a feed: one (scope, kind). */
export const feedKey = (scope: string, kind: string): string => `${scope}\n${kind}`;

export const feedsOf = (plan: AppendPlan): Set<string> => {
  const feeds = new Set<string>();
  for (const row of plan.rows) for (const scope of row.scopes) feeds.add(feedKey(scope, row.kind));
  for (const event of plan.events) feeds.add(feedKey(event.scope, event.kind));
  return feeds;
};

/** Many pushes, one transaction, one fsync: measured 0.45 ms for 50 rows against 0.22 ms for a single one. */
export const createGroupCommit = (
  deps: {
    readonly store: Pick<LogStore, "append">;
    readonly clock: Clock;
    readonly onCommitted: (feeds: ReadonlySet<string>) => void;
    readonly onBug: (error: unknown) => void;
  },
  options: GroupCommitOptions,
): GroupCommit => {
  type Waiting = { push: CommitPush; resolve: (r: Result<Committed, StoreFailureCode>) => void };
  let waiting: Waiting[] = [];
  let waitingChanges = 0;
  let running: Promise<void> | undefined;
  let isFailing = false;
  let timer: Cancel | undefined;
  let restsSince = Number.NEGATIVE_INFINITY;

  const commit = async (group: readonly Waiting[]): Promise<void> => {
    const pushes = group.map((w) => w.push);
    try {
      const { result, feeds, lastSeq } = await deps.store.append(contextQuery(pushes), (context) => {
        const { plan, result } = decide(context, pushes);
        const lastSeq = Math.max(context.lastSeq, plan.rows.at(-1)?.seq ?? 0, plan.events.at(-1)?.seq ?? 0);
        return { plan, result: { result, feeds: feedsOf(plan), lastSeq } };
      });
      isFailing = false;
      group.forEach((w, i) => w.resolve(ok({ outcome: result[i] as PushOutcome, lastSeq })));
      if (feeds.size > 0) deps.onCommitted(feeds);
    } catch (error) {
      if (error instanceof StoreFailure) {
        isFailing = true;
        for (const w of group) w.resolve(err(error.code));
      } else if (group.length > 1) for (const w of group) await commit([w]);
      else {
        // A bug of ours, met by one push: its sender is told to come back, nobody else notices.
        deps.onBug(error);
        for (const w of group) w.resolve(err("storage"));
      }
    }
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group: Waiting[] = [];
      let changes = 0;
      while (waiting.length > 0 && (group.length === 0 || changes < options.maxChanges)) {
        const next = waiting.shift() as Waiting;
        group.push(next);
        changes += next.push.judged.changes.length;
      }
      waitingChanges -= changes;
      await commit(group);
    }
    running = undefined;
    restsSince = deps.clock.now();
  };
  const start = (): Promise<void> => {
    timer?.();
    timer = undefined;
    running ??= run();
    return running;
  };

  return {
    submit: (push) =>
      new Promise((resolve) => {
        waiting.push({ push, resolve });
        waitingChanges += push.judged.changes.length;
        if (running) return;
        const restedMs = options.isEager ? deps.clock.now() - restsSince : 0;
        if (waitingChanges >= options.maxChanges || restedMs >= options.windowMs) void start();
        else timer ??= deps.clock.after(options.windowMs - restedMs, () => void start());
      }),
    isFailing: () => isFailing,
    drain: async () => {
      while (waiting.length > 0 || running) await start();
    },
  };
};
