import type { StorageProblem } from "../data/app-data.ts";

/** What is wrong with this device's storage, each code once. */
export interface Problems {
  add(code: StorageProblem["code"], params?: StorageProblem["params"]): void;
  remove(code: StorageProblem["code"]): void;
}

export const createProblems = (notify: (problems: readonly StorageProblem[]) => void): Problems => {
  const byCode = new Map<StorageProblem["code"], StorageProblem>();
  const tell = () => notify(Array.from(byCode.values()));
  return {
    add(code, params = {}) {
      byCode.set(code, { code, params });
      tell();
    },
    remove(code) {
      if (byCode.delete(code)) tell();
    },
  };
};
