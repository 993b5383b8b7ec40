import { type RunningService, runService } from "./run-service.ts";
import type { Service } from "./service.ts";

export interface Supervisor {
  /** Starts every service in order, each when the one before it is ready. Rejects with the first that cannot. */
  start(): Promise<void>;
  /** Stops all, the last started first. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends all this instant. */
  kill(): void;
}

export const supervise = (
  services: readonly Service[],
  tether: string,
  say: (line: string) => void,
): Supervisor => {
  const running: RunningService[] = [];
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    for (const service of running.toReversed()) await service.stop();
  };
  return {
    async start() {
      for (const service of services) {
        if (stopped) return;
        const one = runService(service, tether, say);
        running.push(one);
        await one.ready;
      }
    },
    stop: () => (stopped ??= stopAll()),
    kill: () => running.forEach((service) => service.kill()),
  };
};
