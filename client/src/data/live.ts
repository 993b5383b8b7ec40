import type { Live } from "./app-data.ts";

/** A Live whose owner may set it. Setting the same reference tells nobody. */
export interface LiveCell<T> extends Live<T> {
  set(value: T): void;
}

/**
 * @param onWatched called with true when the first listener comes and with false when the last one leaves, so that
 *   what nobody looks at costs nothing.
 */
export const createLive = <T>(initial: T, onWatched?: (watched: boolean) => void): LiveCell<T> => {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const fn of Array.from(listeners)) fn();
    },
    subscribe(fn) {
      // A wrapper, so that one function subscribed twice is two subscriptions.
      const listener = () => fn();
      listeners.add(listener);
      if (listeners.size === 1) onWatched?.(true);
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) onWatched?.(false);
      };
    },
  };
};
