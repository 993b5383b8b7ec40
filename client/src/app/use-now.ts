import { useSyncExternalStore } from "react";
import { browserClock } from "./platform/clock.ts";

const TICK_MS = 15_000;
let nowMs = browserClock.now();
const listeners = new Set<() => void>();
let cancel: (() => void) | undefined;

const tick = (): void => {
  nowMs = browserClock.now();
  cancel = browserClock.after(TICK_MS, tick);
  for (const fn of listeners) fn();
};

const subscribe = (fn: () => void): (() => void) => {
  listeners.add(fn);
  if (listeners.size === 1) tick();
  return () => {
    listeners.delete(fn);
    if (listeners.size === 0) cancel?.();
  };
};

/** The time in epoch ms, new every 15 s; one timer for the whole page. */
export const useNow = (): number =>
  useSyncExternalStore(
    subscribe,
    () => nowMs,
    () => nowMs,
  );
