import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { addReading, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import type { BesiegedWorld } from "./besieged-world.ts";

const HONEST_EVERY_MS = 100;

/** The honest worker records one reading; resolves when it is durable on the device. */
export const recordHonestly = async ({ honest, patientId }: BesiegedWorld, n: number): Promise<void> => {
  const saved = await honest.writer.edit<VitalsDoc>(
    { id: vitalsDocId(patientId, "2026"), kind: "vitals", owner: patientId, period: "2026" },
    (draft) =>
      addReading(draft, {
        v: 1,
        nonce: randomBytes(16).toString("base64url"),
        measuredAt: 1_764_000_000_000 + n,
        author: "asha-1",
        source: "keypad",
        heartRate: 60 + (n % 60),
      }),
  );
  if (!saved.ok) throw new Error(saved.error.code);
};

/** The honest client beside the attack: a reading now and then, and how long until each was acknowledged. */
export const honestWork = (world: BesiegedWorld, everyMs = HONEST_EVERY_MS) => {
  const ackMs: number[] = [];
  let isOver = false;
  const record = async (n: number): Promise<void> => {
    await recordHonestly(world, n);
    const from = performance.now();
    if (!(await world.honest.until((s) => s.pendingCount === 0, 30_000)))
      throw new Error("the honest client was not served");
    ackMs.push(performance.now() - from);
  };
  const work = (async () => {
    for (let n = 0; !isOver; n++) {
      await record(n);
      await sleep(everyMs);
    }
  })();
  return {
    async end(): Promise<readonly number[]> {
      isOver = true;
      await work;
      return ackMs;
    },
  };
};
