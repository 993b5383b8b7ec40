import type { DocKind } from "../records/index.ts";
import { Backoff } from "./backoff.ts";
import { BootstrapError, bootstrapScope, fetchDocs } from "./bootstrap.ts";
import type { EngineContext, Want } from "./engine-context.ts";

const MAX_FETCH_DOCS = 256;

export interface FirstSyncDeps {
  readonly context: EngineContext;
  readonly wants: readonly Want[];
  readonly isOver: () => boolean;
  /** These have their cursors now: the tail of the log may follow. */
  readonly onReady: (wants: readonly Want[]) => void;
  readonly onFailed: (error: unknown) => void;
}

/**
 * Brings in whole documents on one connection: what has no cursor yet, scope by scope, then what was announced. One
 * run at a time; one that breaks off is taken up again, and neither pushes nor live changes suffer by it.
 */
export class FirstSync {
  readonly #deps: FirstSyncDeps;
  readonly #backoff: Backoff;
  #isRunning = false;
  #again = false;

  constructor(deps: FirstSyncDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.context.random);
  }

  /** Looks what is missing and fetches it; while that is under way, looks again afterwards. */
  start(): void {
    if (this.#deps.isOver()) return;
    this.#again = this.#isRunning;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#run()
      .catch((error: unknown) => this.#brokeOff(error))
      .finally(() => {
        this.#isRunning = false;
        if (this.#again) this.start();
      });
  }

  #brokeOff(error: unknown): void {
    const { context, onFailed } = this.#deps;
    if (!(error instanceof BootstrapError) || error.terminal) return onFailed(error);
    context.log.warn("bootstrap-interrupted", { code: error.code });
    context.clock.after(this.#backoff.nextMs(), () => this.start());
  }

  async #run(): Promise<void> {
    const { context, wants, isOver, onReady } = this.#deps;
    const kindsByScope = new Map<string, DocKind[]>();
    for (const { scope, kind } of wants)
      if (context.standing.cursor(scope, kind) === undefined)
        kindsByScope.set(scope, [...(kindsByScope.get(scope) ?? []), kind]);
    for (const [scope, kinds] of kindsByScope) {
      if (isOver()) return;
      await bootstrapScope(context, scope, kinds);
      onReady(kinds.map((kind) => ({ scope, kind })));
    }
    await this.#fetchNamed();
  }

  async #fetchNamed(): Promise<void> {
    const { context, isOver } = this.#deps;
    const { toFetch } = context.standing;
    for (;;) {
      const scope: string | undefined = toFetch.values().next().value;
      if (scope === undefined || isOver()) return;
      const ids = [...toFetch].flatMap(([id, at]) => (at === scope ? [id] : [])).slice(0, MAX_FETCH_DOCS);
      await fetchDocs(context, scope, ids);
      // What the relay no longer shares with us is not waited for.
      for (const id of ids) toFetch.delete(id);
    }
  }
}
