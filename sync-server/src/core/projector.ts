import type { Cancel, Clock, Log } from "@arogyasync/shared/ports";
import type { LogStore } from "./log-store.ts";
import type { ProjectedDoc, Workshop } from "./workshop.ts";

/** Tables derived from the log: droppable, rebuilt by replay. */
export interface Projections {
  projectedSeq(): Promise<number>;
  /** Replaces what is known of these documents and moves the position, in one transaction. */
  apply(docs: readonly ProjectedDoc[], upToSeq: number): Promise<void>;
  clear(): Promise<void>;
  counts(): Promise<{ patients: number; readings: number }>;
}

const ROWS_A_ROUND = 2_000;
const DOCS_A_JOB = 64;
const DELAY_MS = 500;

export interface ProjectorDeps {
  readonly store: LogStore;
  readonly projections: Projections;
  readonly workshop: Pick<Workshop, "project">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Follows the log at a small distance, so that a burst of pushes is projected once and not in its way. */
export class Projector {
  readonly #deps: ProjectorDeps;
  #timer: Cancel | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(deps: ProjectorDeps) {
    this.#deps = deps;
  }

  poke(): void {
    if (this.#isStopped || this.#timer) return;
    this.#timer = this.#deps.clock.after(DELAY_MS, () => {
      this.#timer = undefined;
      this.catchUp().catch((error: unknown) =>
        this.#deps.log.warn("projection-failed", { name: error instanceof Error ? error.name : "unknown" }),
      );
    });
  }

  /** Resolves when the projections have everything committed before the call. */
  async catchUp(): Promise<void> {
    while (this.#running) await this.#running;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async rebuild(): Promise<void> {
    while (this.#running) await this.#running;
    await this.#deps.projections.clear();
    await this.catchUp();
  }

  /** Sequences not projected yet. */
  async lag(): Promise<number> {
    return (await this.#deps.store.lastSeq()) - (await this.#deps.projections.projectedSeq());
  }

  counts(): Promise<{ patients: number; readings: number }> {
    return this.#deps.projections.counts();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.();
    await this.#running?.catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { store, projections, workshop } = this.#deps;
    const head = await store.lastSeq();
    let at = await projections.projectedSeq();
    while (at < head && !this.#isStopped) {
      const rows = await store.readLog(at, ROWS_A_ROUND);
      const upTo = rows.at(-1)?.seq ?? head;
      const numbers = new Set(
        rows.filter((r) => r.doc.kind === "patient" || r.doc.kind === "vitals").map((r) => r.docNo),
      );
      const projected: ProjectedDoc[] = [];
      const all = [...numbers];
      for (let i = 0; i < all.length && !this.#isStopped; i += DOCS_A_JOB) {
        const docs = [];
        for (const no of all.slice(i, i + DOCS_A_JOB)) {
          const doc = await store.readDoc(no);
          if (doc)
            docs.push({
              no,
              kind: doc.kind === "patient" ? ("patient" as const) : ("vitals" as const),
              owner: doc.owner,
              id: new Uint8Array(doc.id),
              compacted: doc.compacted && new Uint8Array(doc.compacted),
              changes: doc.changes.map((c) => new Uint8Array(c)),
            });
        }
        projected.push(...(await workshop.project({ docs })));
      }
      if (this.#isStopped) return;
      await projections.apply(projected, upTo);
      at = upTo;
    }
  }
}
