import type { Cancel, Clock } from "@arogyasync/shared/ports";
import { KEY_OVERLAP_MS, type RelayKeyRing } from "./relay-keys.ts";

/** Within a second, as with everything that the command line changes. */
const LOOK_EVERY_MS = 200;
/** Well before the time that is published as the old key's last. */
const RETIRE_AFTER_MS = KEY_OVERLAP_MS - 60_000;

/** Looks for rotated keys, which another process has put into the data folder. [ID40] [ID41] */
export const watchKeys = (deps: {
  readonly clock: Clock;
  readonly keys: Pick<RelayKeyRing, "reload" | "receipts">;
  /** Connections that were welcomed with another receipt key than this one have had their time. */
  readonly retire: (current: Uint8Array) => void;
  readonly onError: (error: unknown) => void;
}): { stop(): void } => {
  const { clock, keys } = deps;
  let cancelLook: Cancel | undefined;
  let cancelRetire: Cancel | undefined;
  const look = (): void => {
    try {
      if (keys.reload()) {
        cancelRetire?.();
        cancelRetire = clock.after(RETIRE_AFTER_MS, () => deps.retire(keys.receipts.publicKey));
      }
    } catch (error) {
      deps.onError(error); // the keys in memory stay in use; the next look tries again
    }
    cancelLook = clock.after(LOOK_EVERY_MS, look);
  };
  cancelLook = clock.after(LOOK_EVERY_MS, look);
  return {
    stop() {
      cancelLook?.();
      cancelRetire?.();
    },
  };
};
