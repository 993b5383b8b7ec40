import { setTimeout as sleep } from "node:timers/promises";

/** One who watches everything. */
export interface Subscriber {
  /** Stops reading from its socket. */
  stall(): void;
  close(): void;
}

/** What is measured: a server in a process of its own, and how to publish to it and to watch it. */
export interface Side {
  readonly name: string;
  /** @param onValue called with each value's `recordedTimeStamp` */
  subscribe(sensors: readonly string[], onValue: (recordedTimeStamp: number) => void): Promise<Subscriber>;
  publish(value: BenchValue): void;
  /** CPU time of the server so far, ms. */
  cpuMs(): number;
  close(): Promise<void>;
}

export interface BenchValue {
  readonly heartRate: number;
  readonly spo2: number;
  readonly temperature: number;
  readonly recordedTimeStamp: number;
  readonly deviceId: string;
}

export interface Load {
  readonly sensors: readonly string[];
  /** Values a second of each sensor, at its own moment of the second. */
  readonly hz: number;
  readonly ms: number;
}

export interface Run {
  /** From handing a value to the publisher's socket to having read it at a subscriber, of every delivery, ms. */
  readonly latenciesMs: number[];
  readonly cpuMs: number;
  readonly lost: number;
}

const BASE = 1_780_000_000_000;
const DRAIN_MS = 400;

/** Stands between sides and runs: numbers values, so that whoever receives one knows when it was sent. */
export const createStopwatch = () => {
  const sentAt: number[] = [];
  let latencies: number[] = [];
  return {
    onValue(recordedTimeStamp: number): void {
      const at = sentAt[recordedTimeStamp - BASE];
      if (at !== undefined) latencies.push(performance.now() - at);
    },
    /** Publishes a load and waits for what is on its way. */
    async run(side: Side, subscribers: number, { sensors, hz, ms }: Load): Promise<Run> {
      latencies = [];
      const cpu = side.cpuMs();
      const everyMs = 1_000 / (hz * sensors.length);
      const startedAt = performance.now();
      let n = 0;
      while (performance.now() - startedAt < ms) {
        const due = Math.floor((performance.now() - startedAt) / everyMs);
        for (; n < due; n++) {
          sentAt.push(performance.now());
          side.publish({
            heartRate: 60 + (n % 60),
            spo2: 97,
            temperature: 36.8,
            recordedTimeStamp: BASE + sentAt.length - 1,
            deviceId: sensors[n % sensors.length] ?? "",
          });
        }
        await sleep(1);
      }
      await sleep(DRAIN_MS);
      return { latenciesMs: latencies, cpuMs: side.cpuMs() - cpu, lost: n * subscribers - latencies.length };
    },
  };
};
export type Stopwatch = ReturnType<typeof createStopwatch>;
