import type { Random } from "@arogyasync/shared/ports";

/** Web Crypto refuses more than this at once. */
const MAX_AT_ONCE = 65_536;

export const webRandom: Random = {
  bytes(length) {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += MAX_AT_ONCE)
      crypto.getRandomValues(out.subarray(at, Math.min(length, at + MAX_AT_ONCE)));
    return out;
  },
  fraction: () => Math.random(),
};
