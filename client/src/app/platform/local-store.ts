/** Small per-device choices and per-tab drafts. Storage may be denied: then a choice lasts until the tab closes. */
export interface TextStore {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
  /** Removes every key that begins so. */
  drop(prefix: string): void;
  clear(): void;
}

const over = (open: () => Storage): TextStore => {
  const fallback = new Map<string, string>();
  return {
    get: (key) => {
      try {
        return open().getItem(key) ?? fallback.get(key);
      } catch {
        return fallback.get(key);
      }
    },
    set: (key, value) => {
      if (value === undefined) fallback.delete(key);
      else fallback.set(key, value);
      try {
        if (value === undefined) open().removeItem(key);
        else open().setItem(key, value);
      } catch {
        // Denied or full: the fallback above holds it.
      }
    },
    drop: (prefix) => {
      for (const key of fallback.keys()) if (key.startsWith(prefix)) fallback.delete(key);
      try {
        const store = open();
        const keys = Array.from({ length: store.length }, (_, i) => store.key(i) ?? "");
        for (const key of keys) if (key.startsWith(prefix)) store.removeItem(key);
      } catch {
        // Denied: there was nothing in it.
      }
    },
    clear: () => {
      fallback.clear();
      try {
        open().clear();
      } catch {
        // Denied: there was nothing in it.
      }
    },
  };
};

/** Choices of this device: language, order of vitals, theme. Nothing about patients. */
export const deviceStore = over(() => localStorage);
/** How the keys of drafts about one patient begin. */
export const draftsOf = (patientId: string): string => `capture/${patientId}/`;
/** Drafts of this tab: gone when it closes, kept over a reload. */
export const tabStore = over(() => sessionStorage);
