/**
 * Bounds on one Automerge change, checked by plain code before any wasm sees it. Measured why: a 119-byte change can
 * carry 10^7 operations (18 s and 543 MB to apply one), a 97 kB one inflates to 100 MB, and a 57-byte one with a
 * huge `startOp` makes a document unreadable after its next compaction. A reading is one operation and ~300 bytes.
 */
export const changeLimits = {
  maxBytes: 64 * 1024,
  maxOps: 2000,
  /** A first change makes its kind's containers, ten at most; 1,900 maps in one another cost a worker 15 ms. */
  maxObjectsMade: 64,
  maxDeps: 64,
  maxOtherActors: 64,
  maxMessageBytes: 256,
  /** One key: run-length encoding repeats it up to `maxOps` times in memory (60 kB once became 141 MB). */
  maxKeyBytes: 512,
  maxStartOp: 2 ** 31,
  /** Pending changes one document may gather before the oldest must be compacted or refused. */
  maxChangesPerDoc: 20_000,
} as const;
