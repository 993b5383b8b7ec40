import type { Live } from "../data/app-data.ts";

export interface Cell<T> extends Live<T> {
  set(value: T): void;
}

/** A value that can be watched. */
export const cell = <T>(first: T): Cell<T> => {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      value = next;
      for (const fn of listeners) fn();
    },
    subscribe: (fn) => {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
  };
};
