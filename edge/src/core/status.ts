import type { RingCounts } from "./ports.ts";
import type { SensorView } from "./sensors.ts";

/** All that the gateway says of itself. Nothing that was measured, nobody on whom. */
export interface EdgeStatus {
  readonly version: string;
  readonly nowMs: number;
  readonly inputs: readonly { readonly where: string; readonly isUp: boolean }[];
  readonly relay: string;
  readonly unsentChanges: number;
  readonly isLiveUp: boolean;
  readonly wards: number;
  readonly ring: RingCounts;
  readonly sensors: readonly SensorView[];
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const ago = (nowMs: number, at: number | undefined): string => {
  if (at === undefined) return "never";
  const s = Math.max(0, Math.round((nowMs - at) / 1000));
  return s < 120
    ? `${s} s ago`
    : s < 7_200
      ? `${Math.round(s / 60)} min ago`
      : `${Math.round(s / 3_600)} h ago`;
};

/** The status page: HTML alone, nothing that runs. */
export const statusPage = (status: EdgeStatus): string => {
  const { ring, nowMs } = status;
  const facts: readonly (readonly [string, string])[] = [
    ...status.inputs.map(({ where, isUp }) => [where, isUp ? "up" : "down"] as const),
    ["Relay", status.relay],
    ["Changes not yet at the relay", String(status.unsentChanges)],
    ["Live channel", status.isLiveUp ? "up" : "down"],
    ["Wards known", String(status.wards)],
    ["Raw samples on this disk", `${ring.samples}, oldest ${ago(nowMs, ring.oldestSampleAt)}`],
    ["Raw samples thinned out", String(ring.thinned)],
    ["Minutes waiting for an assignment", String(ring.heldSummaries)],
    ["Size on disk", `${(ring.bytes / (1 << 20)).toFixed(1)} MB`],
  ];
  const rows = status.sensors
    .map(({ id, messages, lastAt, clockErrorMs, states, errors }) => {
      const failed = Object.entries(errors).map(([code, n]) => `${code} ${n}`);
      const cells = [id, messages, ago(nowMs, lastAt), clockErrorMs, states.join(", "), failed.join(", ")];
      return `<tr>${cells.map((cell) => `<td>${escape(String(cell))}</td>`).join("")}</tr>`;
    })
    .join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="10">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Edge gateway</title></head><body>
<h1>Edge gateway ${escape(status.version)}</h1>
<table>${facts.map(([name, value]) => `<tr><th scope="row" align="left">${escape(name)}</th><td>${escape(value)}</td></tr>`).join("\n")}</table>
<h2>Sensors</h2>
<table border="1" cellpadding="4"><tr><th>Sensor</th><th>Messages</th><th>Last measured</th><th>Clock error, ms</th><th>State</th><th>Not taken</th></tr>
${rows}</table>
</body></html>
`;
};
