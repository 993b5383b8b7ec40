import type { Clock } from "@arogyasync/shared/ports";

export const nodeClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
