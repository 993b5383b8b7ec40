import type { Clock } from "@arogyasync/shared/ports";
import { MINUTE_MS, turningPoints, type WardAssignments } from "@arogyasync/shared/records";
import type { Ring } from "./ports.ts";
import { summarise } from "./summary.ts";

/**
 * Closes the minutes that are over: when nothing has come for one for `graceMs`, it is summed up and takes no more. Late
 * samples of a minute that is open join it, also days late; a closed one is never made again. [ED21]
 * Where the bed changes hands within a minute, the parts on either side become summaries of their own.
 */
export const closeMinutes = (
  ring: Ring,
  wards: readonly WardAssignments[],
  clock: Pick<Clock, "now">,
  graceMs: number,
): number => {
  const now = clock.now();
  let closed = 0;
  for (const { sensor, minute, lastReceivedAt } of ring.openMinutes()) {
    if (now < Math.max(minute + MINUTE_MS, lastReceivedAt) + graceMs) continue;
    const samples = ring.samplesOf(sensor, minute);
    const cuts = [...turningPoints(wards, sensor, minute, minute + MINUTE_MS), minute + MINUTE_MS];
    let from = minute;
    const parts = [];
    for (const to of cuts) {
      const part = samples.filter(({ at }) => at >= from && at < to);
      from = to;
      if (part.length === 0) continue;
      const times = part.map(({ at }) => at);
      parts.push({
        firstAt: Math.min(...times),
        lastAt: Math.max(...times),
        body: summarise(sensor, minute, part),
      });
    }
    ring.close(sensor, minute, parts);
    closed += 1;
  }
  return closed;
};
