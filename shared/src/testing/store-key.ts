import type { StoreKey } from "../ports/index.ts";

/** A key as one string that sorts element by element: each element ends with NUL, which no element contains. */
export const keyToText = (key: StoreKey): string => {
  for (const part of key) if (part.includes("\0")) throw new Error("a store key holds no NUL");
  return key.map((part) => `${part}\0`).join("");
};
