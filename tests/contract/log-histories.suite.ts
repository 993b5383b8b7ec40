import * as A from "@automerge/automerge";
import type { Principal } from "@arogyasync/shared/authority";
import { bytesToHex } from "@arogyasync/shared/bytes";
import { freshActor } from "@arogyasync/shared/changes";
import { type DocAddress, deriveDocId, fixed, rootChange } from "@arogyasync/shared/records";
import { SeededRandom } from "@arogyasync/shared/testing";
import { ChangeMaker, hashOf, type LogStore, type MadeChange } from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commitAll, crafted, damageOf, judged, storedChanges } from "../support/log/committing.ts";

const SITE = "rampur";
const PATIENT: DocAddress = { kind: "patient", owner: "", period: "" };
const WARD: DocAddress = { kind: "ward", owner: SITE, period: "w1" };
const principal: Principal = { userId: "asha", roles: ["field", "hospital"], clinics: [SITE] };
const SEEDS = [1, 2, 3, 4].flatMap((seed) => [[seed, "patient"] as const, [seed, "ward"] as const]);
const hex = (change: MadeChange): string => bytesToHex(hashOf(change));

interface Device {
  doc: A.Doc<unknown>;
  /** How many of the document's stored changes it has read. */
  read: number;
  unsent: MadeChange[];
}
/** A change that was accepted, as a crafter sees it. */
interface Known {
  readonly hash: string;
  readonly maxOp: number;
  readonly ops: readonly string[];
}

/** What the rule on references lets through and what it does not, over random histories, on a store. [PR17] */
export const logHistoriesSuite = (
  name: string,
  open: () => Promise<{ store: LogStore; dispose: () => Promise<void> }>,
) =>
  describe(`Histories: ${name}`, () => {
    const asha = new ChangeMaker("asha");
    let store: LogStore;
    let dispose: () => Promise<void>;
    let patient: MadeChange;
    beforeEach(async () => {
      ({ store, dispose } = await open());
      patient = await asha.patient(SITE);
      await commitAll(store, [await judged(asha, principal, [patient])]);
    });
    afterEach(() => dispose());

    const setting = (seed: number, kind: "patient" | "ward") => {
      const dice = new SeededRandom(seed);
      const address = kind === "patient" ? PATIENT : WARD;
      const container = kind === "patient" ? "identity" : "entries";
      return {
        dice,
        address,
        container,
        id: kind === "patient" ? patient.id : deriveDocId(WARD),
        base: kind === "patient" ? patient.bytes : rootChange(WARD).bytes,
        actor: () => freshActor(asha.keys.publicKey, dice),
        /** Sets and deletes a few of a few keys. */
        edit: ((draft: Record<string, Record<string, unknown>>) => {
          const map = draft[container] as Record<string, unknown>;
          for (let n = dice.int(3); n >= 0; n--) {
            const key = `k/${dice.int(5)}`;
            if (kind === "ward" && dice.chance(0.25)) delete map[key];
            else map[key] = fixed(`v${dice.int(4)}`);
          }
        }) as A.ChangeFn<unknown>,
      };
    };

    test.each(SEEDS)(
      "[PR17] honest histories of several devices are never refused (seed %i, %s)",
      async (seed, kind) => {
        const { dice, address, id, base, actor, edit } = setting(seed, kind);
        const newDevice = (): Device => {
          const doc = A.applyChanges(A.init<unknown>(actor()), [base])[0];
          return { doc, read: 0, unsent: [] };
        };
        const devices = Array.from({ length: 2 + dice.int(4) }, newDevice);
        const write = async (device: Device): Promise<void> => {
          const copy = A.clone(device.doc, { actor: A.getActorId(device.doc) });
          const next = A.change(copy, { time: 0 }, edit);
          if (A.getHeads(next).join() === A.getHeads(device.doc).join()) return;
          const change = A.decodeChange(A.getLastLocalChange(next) as Uint8Array);
          // Writing the shown one of two values deletes the other, which nobody may do to an identity (see setText).
          if (kind === "patient" && change.ops.some((op) => op.action === "del")) return;
          device.doc = next;
          device.unsent.push(await crafted(id, address, change));
        };
        const read = async (device: Device): Promise<void> => {
          const stored = await storedChanges(store, id);
          const upTo = device.read + dice.int(stored.length - device.read + 1);
          device.doc = A.applyChanges(device.doc, stored.slice(device.read, upTo))[0];
          device.read = upTo;
        };
        const statuses: string[] = [];
        const send = async (senders: readonly Device[], most: number): Promise<void> => {
          const pushes: Awaited<ReturnType<typeof judged>>[] = [];
          for (const { unsent } of senders)
            if (unsent.length > 0) pushes.push(await judged(asha, principal, unsent.splice(0, most)));
          if (pushes.length > 0) statuses.push(...(await commitAll(store, pushes)).flat());
        };
        for (let step = 0; step < 160; step++) {
          const device = dice.pick(devices);
          const what = dice.int(10);
          if (what < 4) await write(device);
          else if (what < 6) await read(device);
          else if (what === 6) device.doc = A.clone(device.doc, { actor: actor() });
          else await send(dice.chance(0.5) ? [device] : devices, 1 + dice.int(4));
        }
        await send(devices, 1_000);
        expect(statuses.length).toBeGreaterThan(20);
        expect([...new Set(statuses)]).toEqual(["stored"]);
        expect(damageOf(await storedChanges(store, id), edit)).toBeUndefined();
      },
    );

    test.each(SEEDS)(
      "[PR17] whatever crafted edits are accepted, the document opens, edits, saves and loads (seed %i, %s)",
      async (seed, kind) => {
        const { dice, address, container, id, base, actor } = setting(seed, kind);
        const root = A.decodeChange(base);
        const opsOf = (who: string, startOp: number, count: number) =>
          Array.from({ length: count }, (_, i) => `${startOp + i}@${who}`);
        const known: Known[] = [
          { hash: root.hash ?? "", maxOp: root.ops.length, ops: opsOf(root.actor, 1, root.ops.length) },
        ];
        const seqByActor = new Map<string, number>();
        const late = <T>(items: readonly T[], span: number): T =>
          items[Math.max(0, items.length - 1 - dice.int(span))] as T;
        const pred = (me: string, next: number): string => {
          if (dice.chance(0.1)) return `${next - dice.int(3)}@${me}`;
          if (dice.chance(0.1)) return `${1 + dice.int(30)}@${actor()}`;
          return late(
            known.flatMap((k) => k.ops),
            8,
          );
        };
        const craft = (me: string, deps: readonly Known[]) => {
          const startOp = 1 + Math.max(...deps.map((d) => d.maxOp));
          const ops = Array.from({ length: 1 + dice.int(2) }, (_, i) => {
            const preds = [...new Set(Array.from({ length: dice.int(3) }, () => pred(me, startOp + i)))];
            const op = {
              obj: `5@${dice.chance(0.03) ? me : root.actor}`,
              key: `k/${dice.int(2)}`,
              pred: preds,
            };
            return kind === "ward" && dice.chance(0.3)
              ? { ...op, action: "del" }
              : { ...op, action: "set", value: `v${dice.int(99)}` };
          });
          const seq = (seqByActor.get(me) ?? 0) + 1;
          return { actor: me, seq, startOp, deps: deps.map((d) => d.hash), ops };
        };
        const counts = { stored: 0, refused: 0 };
        for (let n = 0; n < 200; n++) {
          const deps = [...new Set(Array.from({ length: 1 + dice.int(3) }, () => late(known, 6)))];
          const isKnownActor = seqByActor.size > 0 && dice.chance(0.6);
          const parts = craft(isKnownActor ? dice.pick([...seqByActor.keys()]) : actor(), deps);
          const made = await crafted(id, address, parts);
          const [[status] = []] = await commitAll(store, [await judged(asha, principal, [made])]);
          if (status !== "stored") {
            counts.refused++;
            continue;
          }
          counts.stored++;
          const { actor: me, seq, startOp, ops } = parts;
          seqByActor.set(me, seq);
          known.push({
            hash: hex(made),
            maxOp: startOp + ops.length - 1,
            ops: opsOf(me, startOp, ops.length),
          });
          const after = ((draft: Record<string, Record<string, unknown>>) => {
            (draft[container] as Record<string, unknown>)["k/0"] = fixed("after");
          }) as A.ChangeFn<unknown>;
          expect(damageOf(await storedChanges(store, id), after), JSON.stringify(parts)).toBeUndefined();
        }
        expect(counts.stored).toBeGreaterThan(20);
        expect(counts.refused).toBeGreaterThan(20);
      },
    );
  });
