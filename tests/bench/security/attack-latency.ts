import { setTimeout as sleep } from "node:timers/promises";
import { createBesiegedWorld } from "../../support/relay/besieged-world.ts";
import { honestWork } from "../../support/relay/honest-work.ts";
import { dialTcp, sendRaw } from "../../support/relay/raw-http.ts";
import { armoury, besiege, percentile } from "../../support/relay/siege.ts";
import { quantile } from "../client/quantile.ts";
import { lessIsBetter, type Row } from "../lib/report.ts";

export const ATTACK_ROW = "attack-added-latency";
const INSIDERS = 2;
/** Each insider's hostile frames follow one another with this pause: some 40 a second in all, the flood beside them. */
const PAUSE_MS = 50;
const SLOW_SOCKETS = 40;
const FLOOD_PAUSE_MS = 25;
const PHASE_MS = 8_000;
const HONEST_EVERY_MS = 40;
const STRANGERS = "127.0.0.9";

/** Repeats `work` until told to stop; a failure of the attacker is no concern of the relay. */
const repeatedly = (work: () => Promise<unknown>, pauseMs: number) => {
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      await work().catch(() => undefined);
      await sleep(pauseMs);
    }
  })();
  return async () => {
    isOver = true;
    await running;
  };
};

/**
 * How much longer an honest worker waits for an acknowledgement (p95) while the relay is attacked: hostile frames of
 * every kind from enrolled devices, sockets that never finish, a flood of connections from elsewhere. As a multiple of
 * the wait when nobody attacks, measured before and after. The attackers share the machine's cores with the relay.
 */
export const measureAttackLatency = async (say: (line: string) => void): Promise<Row> => {
  const world = await createBesiegedWorld(INSIDERS);
  const port = Number(new URL(world.relay.url).port);
  const phase = async (what: string): Promise<number> => {
    const honest = honestWork(world, HONEST_EVERY_MS);
    await sleep(PHASE_MS);
    const ackMs = await honest.end();
    const p95 = quantile(ackMs, 0.95);
    say(
      `  ${what}: ${ackMs.length} readings, acknowledged in p50 ${quantile(ackMs, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    );
    return p95;
  };
  try {
    const armed = await Promise.all(
      world.lanes.map(async ({ lane, attacks }) => ({ lane, weapons: await armoury(attacks, 2) })),
    );
    await phase("warming up");
    const before = await phase("before");
    let frames = 0;
    const latenciesMs: number[] = [];
    const stops = armed.map(({ lane, weapons }) =>
      repeatedly(async () => {
        const { latenciesMs: some } = await besiege(lane, weapons, 1, frames++);
        latenciesMs.push(...some);
      }, PAUSE_MS),
    );
    let strangers = 0;
    stops.push(
      repeatedly(async () => {
        strangers++;
        await sendRaw(port, "GET /log HTTP/1.1\r\n\r\n", { localAddress: STRANGERS, timeoutMs: 1000 });
      }, FLOOD_PAUSE_MS),
    );
    const slow = await Promise.all(
      Array.from({ length: SLOW_SOCKETS }, () => dialTcp(port, STRANGERS).catch(() => undefined)),
    );
    stops.push(
      repeatedly(async () => {
        for (const socket of slow) if (socket?.writable) socket.write("a");
      }, 200),
    );
    const during = await phase("attacked");
    for (const stop of stops) await stop();
    for (const socket of slow) socket?.destroy();
    const after = await phase("after");
    say(
      `  ${frames} hostile frames (refused in p95 ${percentile(latenciesMs, 95).toFixed(1)} ms), ${strangers} connections`,
    );
    return lessIsBetter(ATTACK_ROW, "x of idle", during / Math.max(before, after));
  } finally {
    await world.close();
  }
};
