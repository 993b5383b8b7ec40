import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type EdgeStatus, statusPage } from "../core/status.ts";

const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/** Prometheus text from the status. Labels are sensors' ids and codes. */
const createMetrics = (status: () => EdgeStatus): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (
    name: string,
    help: string,
    labels: string[],
    fill: (g: Gauge, s: EdgeStatus) => void,
  ): void => {
    const it: Gauge = new Gauge({
      name: `edge_${name}`,
      help,
      labelNames: labels,
      registers: [registry],
      collect() {
        this.reset();
        fill(this, status());
      },
    });
    void it;
  };
  gauge("messages", "Messages taken, by sensor", ["sensor"], (g, s) => {
    for (const { id, messages } of s.sensors) g.set({ sensor: id }, messages);
  });
  gauge("not_taken", "Messages or values not taken, by sensor and reason", ["sensor", "code"], (g, s) => {
    for (const { id, errors } of s.sensors)
      for (const [code, n] of Object.entries(errors)) g.set({ sensor: id, code }, n);
  });
  gauge("clock_error_ms", "Sensor's clock minus ours", ["sensor"], (g, s) => {
    for (const { id, clockErrorMs } of s.sensors) g.set({ sensor: id }, clockErrorMs);
  });
  gauge("data_age_seconds", "Since the newest sample", ["sensor"], (g, s) => {
    for (const { id, lastAt } of s.sensors)
      if (lastAt !== undefined) g.set({ sensor: id }, (s.nowMs - lastAt) / 1000);
  });
  gauge("input_up", "Whether an input is there", ["input"], (g, s) => {
    for (const { where, isUp } of s.inputs) g.set({ input: where }, isUp ? 1 : 0);
  });
  const simple: readonly (readonly [string, string, (s: EdgeStatus) => number])[] = [
    ["unsent_changes", "Changes not yet on the relay's disk", (s) => s.unsentChanges],
    ["ring_samples", "Raw samples on disk", (s) => s.ring.samples],
    ["ring_bytes", "Size of the ring", (s) => s.ring.bytes],
    ["ring_thinned", "Raw samples thinned out", (s) => s.ring.thinned],
    ["held_summaries", "Minutes waiting for an assignment", (s) => s.ring.heldSummaries],
    ["live_up", "Whether the live channel is connected", (s) => (s.isLiveUp ? 1 : 0)],
  ];
  for (const [name, help, of] of simple) gauge(name, help, [], (g, s) => g.set(of(s)));
  return registry;
};

/** `/healthz`, `/readyz`, `/metrics` and the status page, for this machine. */
export const startHttp = async (options: {
  readonly host: string;
  readonly port: number;
  readonly status: () => EdgeStatus;
  /** Why not, when it is not ready. */
  readonly notReady: () => string | undefined;
}): Promise<{ readonly port: number; close(): Promise<void> }> => {
  const registry = createMetrics(options.status);
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string): void => {
      response.writeHead(status, {
        "content-type": type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy":
          "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "referrer-policy": "no-referrer",
      });
      response.end(body);
    };
    // Another name for this address is somebody's page that tries to read it (DNS rebinding).
    if (!LOCAL.test(request.headers.host ?? "")) return answer(421, "text/plain", "not here\n");
    if (request.method !== "GET") return answer(405, "text/plain", "GET only\n");
    switch (request.url ?? "") {
      case "/healthz":
        return answer(200, "text/plain", "ok\n");
      case "/readyz": {
        const why = options.notReady();
        return answer(why === undefined ? 200 : 503, "text/plain", `${why ?? "ready"}\n`);
      }
      case "/metrics":
        registry.metrics().then(
          (text) => answer(200, registry.contentType, text),
          () => answer(500, "text/plain", "metrics failed\n"),
        );
        return undefined;
      case "/":
        return answer(200, "text/html; charset=utf-8", statusPage(options.status()));
      default:
        return answer(404, "text/plain", "not found\n");
    }
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  server.maxConnections = 50;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
