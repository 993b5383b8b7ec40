import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../../support/relay/siege.ts";
import type { BenchOptions } from "../lib/options.ts";
import { lessIsBetter, moreIsBetter, type PeerFigure, type Report, type Row } from "../lib/report.ts";
import { createStopwatch, type Load, type Run, type Side, type Subscriber } from "./load.ts";
import { startOurs } from "./ours.ts";
import { startBareWs, startEphemeral } from "./peer-sides.ts";

const DASHBOARDS = 100;
const CROWD = 1_000;
const STALLED = 10;
const SENSORS = Array.from({ length: 50 }, (_, n) => `bench-sensor-${n}`);
/** The first second of a connection is not what a ward sees. */
const WARM_MS = 1_000;
const SETTLE_MS = 200;
const ROUNDS = 4;

interface Figures {
  readonly name: string;
  readonly ward: Run;
  readonly perCpuSecond: number;
  readonly slowEffect?: number;
  readonly crowd?: Run;
}

const pool = (runs: readonly Run[]): Run => ({
  latenciesMs: runs.flatMap((run) => run.latenciesMs),
  cpuMs: runs.reduce((sum, run) => sum + run.cpuMs, 0),
  lost: runs.reduce((sum, run) => sum + run.lost, 0),
});

/**
 * Measures one side under the ward's load, in turns without and with clients that have stopped reading, so that a busy
 * moment of the machine meets both; then one sensor before a crowd.
 */
const measure = async (
  side: Side,
  of: { readonly isStalled: boolean; readonly isCrowd: boolean; readonly ms: number },
  say: (line: string) => void,
): Promise<Figures> => {
  const watch = createStopwatch();
  const subscribe = async (
    count: number,
    sensors: readonly string[],
    onValue = (at: number) => watch.onValue(at),
  ): Promise<Subscriber[]> => {
    const all: Subscriber[] = [];
    for (let n = 0; n < count; n++) all.push(await side.subscribe(sensors, onValue));
    return all;
  };
  const ward: Load = { sensors: SENSORS, hz: 1, ms: of.ms / 2 };
  const boards = await subscribe(DASHBOARDS, SENSORS);
  await watch.run(side, DASHBOARDS, { ...ward, ms: WARM_MS });
  const without: Run[] = [];
  const beside: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    without.push(await watch.run(side, DASHBOARDS, ward));
    if (!of.isStalled) continue;
    const stalled = await subscribe(STALLED, SENSORS, () => undefined);
    for (const one of stalled) one.stall();
    await sleep(SETTLE_MS);
    beside.push(await watch.run(side, DASHBOARDS, ward));
    for (const one of stalled) one.close();
    await sleep(SETTLE_MS);
  }
  for (const board of boards) board.close();
  await sleep(SETTLE_MS);
  const quiet = pool(without);
  const p95 = percentile(quiet.latenciesMs, 95);
  const perCpuSecond = quiet.latenciesMs.length / (quiet.cpuMs / 1_000);
  say(
    `  ${side.name}: ${quiet.latenciesMs.length} deliveries, ${quiet.lost} lost, server CPU ${quiet.cpuMs} ms, p50 ${percentile(quiet.latenciesMs, 50).toFixed(2)}, p95 ${p95.toFixed(2)} ms`,
  );
  let crowd: Run | undefined;
  if (of.isCrowd) {
    const [sensor = ""] = SENSORS;
    const many = await subscribe(CROWD, [sensor]);
    const load = { sensors: [sensor], hz: 1, ms: of.ms };
    await watch.run(side, CROWD, { ...load, ms: WARM_MS });
    crowd = await watch.run(side, CROWD, load);
    for (const one of many) one.close();
    say(
      `  ${side.name}, one sensor to ${CROWD}: ${crowd.latenciesMs.length} deliveries, p95 ${percentile(crowd.latenciesMs, 95).toFixed(2)} ms, server CPU ${crowd.cpuMs} ms`,
    );
  }
  return {
    name: side.name,
    ward: quiet,
    perCpuSecond,
    ...(beside.length > 0 ? { slowEffect: percentile(pool(beside).latenciesMs, 95) / p95 } : {}),
    ...(crowd ? { crowd } : {}),
  };
};

/** The live channel beside a bare `ws` broadcast and automerge-repo's ephemeral messages, one after another. */
export const runLiveBench = async ({ isQuick, isAlone, only, profileDir }: BenchOptions): Promise<Report> => {
  const say = (line: string): void => console.error(line);
  const ms = isQuick ? 1_500 : 3_200;
  const all: Figures[] = [];
  const sides: readonly (readonly [() => Promise<Side>, Parameters<typeof measure>[1]])[] = [
    [() => startOurs(SENSORS, profileDir), { isStalled: true, isCrowd: true, ms }],
    ...(isAlone
      ? []
      : ([
          [startBareWs, { isStalled: true, isCrowd: true, ms }],
          [startEphemeral, { isStalled: false, isCrowd: false, ms }],
        ] as const)),
  ];
  for (const [start, of] of sides) {
    const side = await start();
    try {
      all.push(await measure(side, of, say));
    } finally {
      await side.close();
    }
  }
  const [ours, ...peers] = all;
  if (!ours) throw new Error("nothing was measured");
  type Pick = (figures: Figures) => number | undefined;
  const row = (name: string, unit: string, pick: Pick, orient = lessIsBetter): Row[] => {
    const value = pick(ours);
    if (value === undefined || (only && !only.has(name))) return [];
    const figures = peers.flatMap((peer): PeerFigure[] => {
      const theirs = pick(peer);
      return theirs === undefined ? [] : [{ name: peer.name, value: theirs }];
    });
    return [orient(name, unit, value, figures)];
  };
  const ofRun =
    (q: number, run: (figures: Figures) => Run | undefined): Pick =>
    (figures) => {
      const { latenciesMs = [] } = run(figures) ?? {};
      return latenciesMs.length === 0 ? undefined : percentile(latenciesMs, q);
    };
  const rows = [
    ...[50, 95, 99].flatMap((q) =>
      row(
        `live-p${q}`,
        "ms",
        ofRun(q, (f) => f.ward),
      ),
    ),
    ...row("live-msgs-per-cpu-second", "msgs", (f) => f.perCpuSecond, moreIsBetter),
    ...row("live-slow-client-effect", "x", (f) => f.slowEffect),
    ...[50, 95, 99].flatMap((q) =>
      row(
        `live-crowd-1000-p${q}`,
        "ms",
        ofRun(q, (f) => f.crowd),
      ),
    ),
  ];
  return { bench: "live", rows };
};
