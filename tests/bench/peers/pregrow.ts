import * as A from "@automerge/automerge";

/**
 * Grows this process's wasm heap once, by 200 MB. On Node 20 to 24 each later growth past ~64 MB of external memory
 * costs full garbage collections; browsers do not have that.
 */
export const pregrow = (): void => {
  try {
    A.load(new Uint8Array(200 << 20));
  } catch {
    // Not a document: only the allocation mattered.
  }
};
