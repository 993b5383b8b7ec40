import { Counter, Gauge, type Registry } from "prom-client";
import type { LiveEvents } from "../events.ts";

export interface LiveGauges {
  readonly sensors: number;
  readonly stale: number;
  readonly held: number;
}

/** Counts of the live channel for Prometheus: codes are the only labels. [LV13] */
export const createLiveMetrics = (registry: Registry, gauges: () => LiveGauges): LiveEvents => {
  const registers = [registry];
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
  const connections = new Gauge({
    name: "relay_live_connections",
    help: "Open live connections, of watchers and publishers",
    registers,
  });
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  gauge("relay_live_sensors", "Sensors that are spoken for or watched", () => gauges().sensors);
  gauge("relay_live_stale_sensors", "Sensors that have fallen silent", () => gauges().stale);
  gauge("relay_live_held_watchers", "Watchers that take less than there is", () => gauges().held);
  const published = counter("relay_live_published_values_total", "Values taken in from publishers");
  const delivered = counter("relay_live_delivered_values_total", "Values sent to watchers");
  const skipped = counter(
    "relay_live_skipped_values_total",
    "Values that a newer one replaced for a slow watcher",
  );
  const refused = new Counter({
    name: "relay_live_refused_total",
    help: "Sensors or values refused",
    labelNames: ["code"],
    registers,
  });
  const frames = new Counter({
    name: "relay_live_refused_frames_total",
    help: "Frames that ended their connection",
    labelNames: ["code"],
    registers,
  });
  return {
    connected: (delta) => connections.inc(delta),
    published: (count) => published.inc(count),
    delivered(count, missed) {
      delivered.inc(count);
      if (missed > 0) skipped.inc(missed);
    },
    refused: (code, count) => refused.inc({ code }, count),
    refusedFrame: (code) => frames.inc({ code }),
  };
};
