import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Log } from "@arogyasync/shared/ports";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { type LiveEvents, logBug, type RelayEvents } from "../events.ts";
import { createLiveMetrics, type LiveGauges } from "./live-metrics.ts";

export interface RelayGauges {
  readonly logSeq: () => Promise<number>;
  readonly logBytes: () => Promise<number>;
  readonly projectionLag: () => Promise<number>;
  readonly workerRestarts: () => number;
  readonly bufferedBytes: () => number;
  readonly live: () => LiveGauges;
}

export interface RelayMetrics {
  readonly events: RelayEvents;
  readonly live: LiveEvents;
  connections(): number;
  /** Event-loop delay since the last call, 99th percentile, milliseconds. */
  eventLoopP99Ms(): number;
  text(): Promise<{ contentType: string; text: string }>;
  close(): void;
}

/** Counts for Prometheus. Labels are codes only: no name, no id, no address. */
export const createMetrics = (log: Log, gauges: RelayGauges): RelayMetrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const acks = new Counter({ name: "relay_acks_total", help: "Pushes acknowledged", registers });
  const changes = new Counter({ name: "relay_acked_changes_total", help: "Changes acknowledged", registers });
  const ackSeconds = new Histogram({
    name: "relay_ack_seconds",
    help: "From frame to ack",
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const refusals = new Counter({
    name: "relay_refused_changes_total",
    help: "Changes refused",
    labelNames: ["code"],
    registers,
  });
  const frames = new Counter({
    name: "relay_refused_frames_total",
    help: "Frames refused",
    labelNames: ["code"],
    registers,
  });
  const storage = new Counter({
    name: "relay_storage_failures_total",
    help: "Commits that could not be written",
    labelNames: ["code"],
    registers,
  });
  const logins = new Counter({
    name: "relay_sessions_total",
    help: "Logins and refreshes",
    labelNames: ["outcome"],
    registers,
  });
  const cspViolations = new Counter({
    name: "relay_csp_violations_total",
    help: "Reports of browsers that blocked something on our pages",
    labelNames: ["directive"],
    registers,
  });
  const bugs = new Counter({ name: "relay_bugs_total", help: "Unexpected errors", registers });
  const connections = new Gauge({ name: "relay_connections", help: "Open log connections", registers });
  const gauge = (name: string, help: string, read: () => Promise<number> | number): void => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  };
  gauge("relay_log_seq", "Last sequence of the log", gauges.logSeq);
  gauge("relay_log_bytes", "Size of the database", gauges.logBytes);
  gauge("relay_projection_lag", "Sequences the projections are behind", gauges.projectionLag);
  gauge(
    "relay_buffered_bytes",
    "Written to log connections and not taken by their peers yet",
    gauges.bufferedBytes,
  );
  gauge("relay_worker_restarts", "Worker threads replaced", gauges.workerRestarts);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let open = 0;
  return {
    live: createLiveMetrics(registry, gauges.live),
    events: {
      acked(count, latencyMs) {
        acks.inc();
        changes.inc(count);
        ackSeconds.observe(latencyMs / 1000);
      },
      refused: (code) => refusals.inc({ code }),
      refusedFrame: (code) => frames.inc({ code }),
      storageFailed(code) {
        storage.inc({ code });
        log.error("storage-failed", { code });
      },
      connected(delta) {
        open += delta;
        connections.set(open);
      },
      login: (outcome) => logins.inc({ outcome }),
      cspViolation: (directive) => cspViolations.inc({ directive }),
      bug(error) {
        bugs.inc();
        logBug(log, error);
      },
    },
    connections: () => open,
    eventLoopP99Ms() {
      const ms = delay.percentile(99) / 1e6;
      delay.reset();
      return ms;
    },
    text: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    close: () => delay.disable(),
  };
};
