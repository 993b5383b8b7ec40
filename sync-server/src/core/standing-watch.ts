import type { Cancel, Clock } from "@arogyasync/shared/ports";

/** Within a second, with room for the work that follows. */
const LOOK_EVERY_MS = 200;

export interface StandingWatchDeps {
  readonly clock: Clock;
  /** Moves with every change of anybody's rights, whoever makes it. */
  readonly standingVersion: () => Promise<number>;
  /** Moves with every commit of another process. */
  readonly foreignVersion: () => number;
  readonly onStanding: () => Promise<void>;
  readonly onForeign: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Notices what others do to the same data: the command line changes people and devices, or lets something into the
 * log, in a process of its own. Two small numbers are looked at five times a second. [QR20]
 */
export class StandingWatch {
  readonly #deps: StandingWatchDeps;
  #standing: number | undefined;
  #foreign: number | undefined;
  #timer: Cancel | undefined;
  #isStopped = false;

  constructor(deps: StandingWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = this.#deps.clock.after(LOOK_EVERY_MS, () => {
      this.look()
        .catch((error: unknown) => this.#deps.onError(error))
        .finally(() => {
          if (!this.#isStopped) this.start();
        });
    });
  }

  async look(): Promise<void> {
    if (this.#isStopped) return;
    const foreign = this.#deps.foreignVersion();
    if (this.#foreign !== undefined && foreign !== this.#foreign) this.#deps.onForeign();
    this.#foreign = foreign;
    const standing = await this.#deps.standingVersion();
    if (this.#isStopped) return;
    if (this.#standing !== undefined && standing !== this.#standing) await this.#deps.onStanding();
    this.#standing = standing;
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.();
  }
}
