import type { Clock } from "@arogyasync/shared/ports";

/** Runs `work` once for everything that asks for it within `waitMs` of the first. */
export const gathered = (clock: Clock, waitMs: number, work: () => unknown): (() => void) => {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    clock.after(waitMs, () => {
      isWaiting = false;
      void work();
    });
  };
};
