import { bytesToHex } from "@arogyasync/shared/bytes";
import type { Cancel, Clock, Log } from "@arogyasync/shared/ports";
import { bytesOfKey } from "./keys.ts";
import type { RelayLimits } from "./limits.ts";
import type { LogStore } from "./log-store.ts";
import type { Workshop } from "./workshop.ts";

const DOCS_A_ROUND = 32;

export interface CompactorDeps {
  readonly store: LogStore;
  readonly workshop: Workshop;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pick<RelayLimits, "compactMinChanges" | "compactIdleMs">;
}

/**
 * Compacts documents that have gathered changes and lie idle, so that a first sync is small. Raw changes stay; a
 * document that does not survive compaction is recorded with its culprit and served from its changes.
 */
export class Compactor {
  readonly #deps: CompactorDeps;
  #timer: Cancel | undefined;
  #running: Promise<number> | undefined;
  #isStopped = false;

  constructor(deps: CompactorDeps) {
    this.#deps = deps;
  }

  /** Something was committed: look again after the idle time. */
  poke(): void {
    if (this.#isStopped || this.#timer) return;
    this.#timer = this.#deps.clock.after(this.#deps.limits.compactIdleMs, () => {
      this.#timer = undefined;
      this.#start(false).then(
        (count) => {
          if (count > 0) this.poke();
        },
        (error: unknown) =>
          this.#deps.log.warn("compaction-failed", { name: error instanceof Error ? error.name : "unknown" }),
      );
    });
  }

  /** Compacts all that is due now. */
  async runNow(): Promise<number> {
    let total = 0;
    for (;;) {
      await this.#running?.catch(() => 0);
      const count = await this.#start(true);
      total += count;
      if (count === 0) return total;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.();
    await this.#running?.catch(() => 0);
  }

  #start(isNow: boolean): Promise<number> {
    this.#running ??= this.#round(isNow).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #round(isNow: boolean): Promise<number> {
    const { store, workshop, clock, log, limits } = this.#deps;
    const idleBefore = isNow ? Number.MAX_SAFE_INTEGER : clock.now() - limits.compactIdleMs;
    const tasks = await store.compactionTasks(limits.compactMinChanges, idleBefore, DOCS_A_ROUND);
    for (const task of tasks) {
      if (this.#isStopped) return 0;
      const result = await workshop.compact({
        compacted: task.compacted && new Uint8Array(task.compacted),
        changes: task.changes.map((c) => new Uint8Array(c.bytes)),
        heads: task.heads.map((h) => bytesToHex(bytesOfKey(h))),
      });
      if (this.#isStopped) return 0;
      if (result.ok) await store.saveCompacted(task.no, task.lastSeq, result.value);
      else {
        const { reason, culprit } = result.error;
        log.warn("uncompactable", { doc: task.no, reason });
        const hash = culprit === undefined ? undefined : task.changes[culprit]?.hash;
        await store.recordUncompactable(task.no, hash, reason, clock.now());
      }
    }
    return tasks.length;
  }
}
