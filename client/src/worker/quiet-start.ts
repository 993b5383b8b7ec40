import type { Clock } from "@arogyasync/shared/ports";

/** A phone has one core to spare: the first screen and the first search go before everything else. */
const QUIET_MS = 1200;
/** Somebody who never pauses does not keep the connection waiting for ever. */
const LONGEST_MS = 6000;

export interface QuietStart {
  /** Resolves when the page has asked for nothing for a while, or when waiting has lasted long enough. */
  readonly over: Promise<void>;
  /** From now on pauses count. */
  begin(): void;
  /** The page asked for something. */
  touched(): void;
  /** There is nothing to wait for. */
  end(): void;
}

export const createQuietStart = (clock: Clock): QuietStart => {
  let end: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  let cancel: (() => void) | undefined;
  return {
    over,
    begin() {
      cancel = clock.after(QUIET_MS, end);
      clock.after(LONGEST_MS, end);
    },
    touched() {
      if (!cancel) return;
      cancel();
      cancel = clock.after(QUIET_MS, end);
    },
    end: () => end(),
  };
};
