import type { Clock } from "@arogyasync/shared/ports";
import { liveDoor } from "./adapters/live-socket.ts";
import type { Door } from "./adapters/upgrades.ts";
import { LiveHub } from "./core/live/hub.ts";
import type { RelayLimits } from "./core/limits.ts";
import type { LiveEvents } from "./events.ts";
import type { FarewellDeps } from "./socket/farewell.ts";
import { LiveSessions } from "./socket/live-sessions.ts";

export interface LiveChannel {
  readonly door: Door;
  readonly hub: LiveHub;
  start(): void;
  /** Rights have moved: whoever is out hears so now. */
  recheck(): Promise<void>;
  /** Says goodbye to everybody. */
  stop(): void;
}

/** The live channel: the newest values of sensors, in memory, to whoever may watch them. */
export const createLive = (
  deps: FarewellDeps & {
    readonly clock: Clock;
    readonly limits: RelayLimits;
    readonly events: () => LiveEvents;
    readonly onBug: (error: unknown) => void;
  },
  unsafe: { readonly isLiveFlowOff?: boolean; readonly isLiveShapeOff?: boolean } = {},
): LiveChannel => {
  const hub = new LiveHub(deps.clock, deps.limits, unsafe.isLiveShapeOff);
  const sessions = new LiveSessions({
    ...deps,
    hub,
    unsafe: { isFlowOff: unsafe.isLiveFlowOff ?? false, isShapeOff: unsafe.isLiveShapeOff ?? false },
  });
  return {
    hub,
    door: liveDoor((socket, { who }) => sessions.accept(socket, who)),
    start: () => hub.start(),
    recheck: () => sessions.recheck(),
    stop() {
      hub.stop();
      sessions.goAway();
    },
  };
};
