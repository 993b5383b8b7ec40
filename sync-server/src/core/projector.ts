import type { Cancel, Clock, Log } from "@arogyasync/shared/ports";
import type { LogStore } from "./log-store.ts";
import type { ProjectedDoc, ProjectJob, Workshop } from "./workshop.ts";

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
/** Projected once the log has been quiet so long … */
const QUIET_MS = 500;
/** … or at the latest after this. */
const MAX_DELAY_MS = 10_000;

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
  #pokedAt = 0;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(deps: ProjectorDeps) {
    this.#deps = deps;
  }

  /** Something was committed. */
  poke(): void {
    this.#pokedAt = this.#deps.clock.now();
    if (!this.#isStopped && !this.#timer) this.#wait(this.#pokedAt + MAX_DELAY_MS);
  }

  #wait(deadline: number): void {
    this.#timer = this.#deps.clock.after(QUIET_MS, () => {
      this.#timer = undefined;
      const now = this.#deps.clock.now();
      if (now - this.#pokedAt < QUIET_MS && now < deadline) {
        this.#wait(deadline);
        return;
      }
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
      const changesByDoc = new Map<number, { kind: "patient" | "vitals"; changes: Uint8Array[] }>();
      for (const { docNo, doc, bytes } of rows) {
        if ((doc.kind !== "patient" && doc.kind !== "vitals") || bytes.length === 0) continue;
        const entry = changesByDoc.get(docNo) ?? { kind: doc.kind, changes: [] };
        entry.changes.push(new Uint8Array(bytes));
        changesByDoc.set(docNo, entry);
      }
      const projected: ProjectedDoc[] = [];
      const all = [...changesByDoc];
      for (let i = 0; i < all.length && !this.#isStopped; i += DOCS_A_JOB) {
        const docs: ProjectJob["docs"][number][] = [];
        for (const [no, { kind, changes }] of all.slice(i, i + DOCS_A_JOB)) {
          if (kind === "vitals") docs.push({ no, kind, compacted: undefined, changes });
          else {
            const doc = await store.readDoc(no);
            if (doc)
              docs.push({
                no,
                kind,
                compacted: doc.compacted && new Uint8Array(doc.compacted),
                changes: doc.changes.map((c) => new Uint8Array(c)),
              });
          }
        }
        const answers = await workshop.project({ docs });
        for (const { no, patient, readings } of answers)
          if (!patient && !readings) this.#deps.log.warn("unprojectable", { doc: no });
        projected.push(...answers);
      }
      if (this.#isStopped) return;
      await projections.apply(projected, upTo);
      at = upTo;
    }
  }
}
