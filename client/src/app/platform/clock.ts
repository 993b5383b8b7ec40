import type { Clock } from "@arogyasync/shared/ports";

/** The browser's clock: the one place of the interface that reads the time. */
export const browserClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
