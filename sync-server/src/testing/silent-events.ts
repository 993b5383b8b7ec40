import type { RelayEvents } from "../events.ts";

/** Counts nothing; bugs are thrown on, so that no test overlooks one. */
export const silentEvents: RelayEvents = {
  acked() {},
  refused() {},
  refusedFrame() {},
  storageFailed() {},
  connected() {},
  login() {},
  cspViolation() {},
  bug(error) {
    throw error;
  },
};
