/** Small choices. Storage may be denied: then a choice lasts until the tab closes. */
export interface TextStore {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
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
  };
};

/** Choices of this device: language, order of vitals, theme. Nothing about patients. */
export const deviceStore = over(() => localStorage);
