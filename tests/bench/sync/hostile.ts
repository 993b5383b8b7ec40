import { createBesiegedWorld } from "../../support/relay/besieged-world.ts";
import { honestWork } from "../../support/relay/honest-work.ts";
import { armoury, besiege, percentile, type SiegeResult } from "../../support/relay/siege.ts";
import { deathsOfStock, HOSTILE_WAIT_MS } from "../peers/stock-hostile.ts";
import { lessIsBetter, type Row } from "../lib/report.ts";

export const HOSTILE_ROW = "hostile-refusal-p99";
const FRAMES = 2_000;
const QUICK_FRAMES = 400;
const AT_ONCE = 4;

/**
 * How long a hostile frame waits for its refusal, or for the end of its connection: from handing the frame to the
 * socket to hearing the answer, so the way there and back is counted in. One attacker sends every frame of the list in
 * turn, as fast as they are refused, while an honest client records beside it. The same with several attackers at once
 * is printed only: there they wait for each other, and for the cores that they share with the relay.
 */
export const measureHostile = async (
  { isQuick, isAlone }: { readonly isQuick: boolean; readonly isAlone: boolean },
  say: (line: string) => void,
): Promise<Row> => {
  const frames = isQuick ? QUICK_FRAMES : FRAMES;
  const world = await createBesiegedWorld(AT_ONCE);
  let p99 = Number.NaN;
  try {
    const armed = await Promise.all(
      world.lanes.map(async ({ lane, attacks }) => ({ lane, weapons: await armoury(attacks, 4) })),
    );
    const siege = async (lanes: typeof armed, count: number, what: string): Promise<SiegeResult[]> => {
      await world.relay.stats(); // begins a new window of event-loop delay
      const honest = honestWork(world);
      const results = await Promise.all(
        lanes.map(({ lane, weapons }, i) => besiege(lane, weapons, Math.ceil(count / lanes.length), i * 11)),
      );
      const { eventLoopP99Ms } = await world.relay.stats();
      const ackMs = await honest.end();
      const all = results.flatMap((r) => r.latenciesMs);
      const wrong = new Set(results.flatMap((r) => r.wrong));
      if (wrong.size > 0) throw new Error(`refused otherwise than it should be: ${[...wrong].join("; ")}`);
      say(
        `  ${what}: ${all.length} frames, p50 ${percentile(all, 50).toFixed(1)} ms, p99 ${percentile(all, 99).toFixed(1)} ms; ` +
          `event-loop delay p99 ${eventLoopP99Ms.toFixed(1)} ms; ` +
          `honest client: ${ackMs.length} readings, acknowledged in p50 ${percentile(ackMs, 50).toFixed(1)} ms, p99 ${percentile(ackMs, 99).toFixed(1)} ms`,
      );
      return results;
    };
    const [one] = armed;
    if (!one) throw new Error("there is an attacker");
    await besiege(one.lane, one.weapons, one.weapons.length);
    const [result] = await siege([one], frames, "one attacker");
    if (!result) throw new Error("there is a result");
    p99 = percentile(result.latenciesMs, 99);
    const slowest = [...result.latenciesByAttack]
      .map(([name, ms]) => ({ name, p50: percentile(ms, 50), worst: Math.max(...ms) }))
      .sort((a, b) => b.p50 - a.p50)
      .slice(0, 5);
    for (const { name, p50, worst } of slowest)
      say(`    ${name}: p50 ${p50.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`);
    await siege(armed, frames, `${AT_ONCE} attackers`);
  } finally {
    await world.close();
  }
  if (isAlone) return lessIsBetter(HOSTILE_ROW, "ms", p99);
  const deaths = await deathsOfStock();
  for (const { name, ended } of deaths) say(`  stock: ${name}: ${ended ? "dies" : "lives"}`);
  const died = deaths.filter((d) => d.ended).length;
  // A server that is gone refuses nothing: its figure is the time for which it was waited for.
  const peers =
    died === 0 ? [] : [{ name: `stock, dies of ${died} of ${deaths.length} >=`, value: HOSTILE_WAIT_MS }];
  return lessIsBetter(HOSTILE_ROW, "ms", p99, peers);
};
