import { useEffect } from "react";
import type { Live } from "../data/app-data.ts";

let count = 0;
const listeners = new Set<() => void>();
const change = (by: 1 | -1): void => {
  count += by;
  for (const fn of listeners) fn();
};

/** True while any form holds something unsaved: the app must not reload then. */
export const anyFormDirty: Live<boolean> = {
  get: () => count > 0,
  subscribe: (fn) => {
    listeners.add(fn);
    return () => listeners.delete(fn);
  },
};

/** Marks the form as dirty while mounted and `dirty`. */
export const useDirty = (dirty: boolean): void => {
  useEffect(() => {
    if (!dirty) return undefined;
    change(1);
    return () => change(-1);
  }, [dirty]);
};
