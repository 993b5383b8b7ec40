import type { Clock } from "@arogyasync/shared/ports";

/** The browser's clock and timers, in windows and workers alike. */
export const webClock: Clock = {
  now: () => Date.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
