import { randomBytes } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { unpackChanges } from "@arogyasync/shared/changes";
import type { Changes } from "@arogyasync/shared/protocol";
import { addReading, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import type { ChangeMaker, MadeChange, RawClient } from "@arogyasync/sync-server/testing";
import { afterEach, expect, test } from "vitest";
import { createWorld, MEASURED_AT, type World } from "./relay-world.ts";

/** A second and a half instead of half a minute. No compaction: it would keep the one worker from packing. */
const LIMITS = {
  pauseBufferedBytes: 64 * 1024,
  closeBufferedBytes: 64 * 1024,
  slowClientMs: 1_500,
  compactMinChanges: 1_000_000,
};
/** Readings with a field that does not compress: in all much more than the kernel keeps for a socket. */
const READINGS = 3_000;
const FIELD_LETTERS = 3_200;
const MUCH_BYTES = 2 * 1024 * 1024;

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** A patient with some ten megabytes of readings, all of them on the relay. */
const fill = async (maker: ChangeMaker, client: RawClient): Promise<number> => {
  const patient = await maker.patient("rampur");
  const address = { kind: "vitals", owner: patient.id, period: "2026" } as const;
  const made: MadeChange[] = [patient];
  for (let n = 0; n < READINGS; n++)
    made.push(
      await maker.edit<VitalsDoc>(address, vitalsDocId(patient.id, "2026"), (draft) =>
        addReading(draft, {
          v: 1,
          nonce: randomBytes(16).toString("base64url"),
          measuredAt: MEASURED_AT + n,
          author: maker.user,
          source: "keypad",
          heartRate: 72,
          // A field of a later version: carried untouched. [RC5]
          vendorTrace: randomBytes((FIELD_LETTERS * 3) / 4).toString("base64url"),
        }),
      ),
    );
  for (let at = 0; at < made.length; at += 60) await client.push(await maker.push(made.slice(at, at + 60)));
  return made.length;
};

const countIn = (frame: Changes): number => {
  if (!frame.pack) return 0;
  const unpacked = unpackChanges(new Uint8Array(inflateRawSync(frame.pack)));
  return unpacked.ok ? unpacked.value.length : 0;
};
const received = (client: RawClient): number =>
  client.all("changes").reduce((sum, frame) => sum + countIn(frame), 0);
const KINDS = ["patient", "vitals"] as const;
const wants = (after: (kind: string) => number) =>
  KINDS.map((kind) => ({ scope: "rampur", kind, after: after(kind) }));
const fromTheStart = wants(() => 0);

test("[PR15] a client that stops reading is sent away (1013), while others are served; from its cursor it gets the rest", async () => {
  world = await createWorld({}, LIMITS);
  const asha = await world.addUser("asha", "field");
  const meena = await world.addUser("meena", "hospital");
  const { client: writer } = await world.connect(asha);
  const total = await fill(asha, writer);
  const { client: slow, welcome } = await world.connect(meena);
  slow.ws.pause();
  slow.send({ t: "subscribe", epoch: welcome.epoch, wants: fromTheStart });
  // Others meanwhile: acknowledged as ever.
  const patient = await asha.patient("rampur");
  await writer.push(await asha.push([patient]));
  // However long packing takes on a busy machine: until the relay has given it up.
  const deadline = performance.now() + 90_000;
  while ((await world.relay().stats()).connections > 1 && performance.now() < deadline)
    await new Promise((resolve) => void setTimeout(resolve, 250));
  slow.ws.resume();
  expect((await slow.whenClosed()).code).toBe(1013);
  const before = received(slow);
  expect(before).toBeLessThan(total);
  const reached = (kind: string) =>
    Math.max(
      0,
      ...slow
        .all("changes")
        .filter((f) => f.kind === kind)
        .map((f) => f.upTo),
    );
  const again = await world.connect(meena);
  again.client.send({
    t: "subscribe",
    epoch: welcome.epoch,
    wants: wants(reached),
  });
  await again.client.next("live");
  // Every change, the first change of the derived document and the one that came meanwhile, each once.
  expect(before + received(again.client)).toBe(total + 2);
  await again.client.close();
  await writer.close();
});

test("[PR15] control: without the pause the relay holds everything for it in memory", async () => {
  const buffered = async (limits: Partial<typeof LIMITS>, lookMs: number): Promise<number> => {
    const own = await createWorld({}, { ...LIMITS, slowClientMs: 60_000, ...limits });
    try {
      const asha = await own.addUser("asha", "field");
      const meena = await own.addUser("meena", "hospital");
      const { client: writer } = await own.connect(asha);
      await fill(asha, writer);
      const { client: slow, welcome } = await own.connect(meena);
      slow.ws.pause();
      slow.send({ t: "subscribe", epoch: welcome.epoch, wants: fromTheStart });
      let held = 0;
      const until = performance.now() + lookMs;
      while (held <= MUCH_BYTES && performance.now() < until) {
        await new Promise((resolve) => void setTimeout(resolve, 100));
        held = Math.max(held, (await own.relay().stats()).bufferedBytes);
      }
      slow.ws.terminate();
      await writer.close();
      return held;
    } finally {
      await own.close();
    }
  };
  const bounded = await buffered({}, 5_000);
  const unbounded = await buffered({ pauseBufferedBytes: 1 << 30, closeBufferedBytes: 1 << 30 }, 60_000);
  // One frame above the bound may be on its way.
  expect(bounded).toBeLessThan(1024 * 1024 + LIMITS.pauseBufferedBytes);
  expect(unbounded).toBeGreaterThan(MUCH_BYTES);
});
