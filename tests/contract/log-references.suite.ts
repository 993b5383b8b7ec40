import * as A from "@automerge/automerge";
import type { Principal } from "@arogyasync/shared/authority";
import { bytesToHex } from "@arogyasync/shared/bytes";
import { freshActor } from "@arogyasync/shared/changes";
import {
  deriveDocId,
  type DocAddress,
  docIdToBytes,
  fixed,
  type PatientDoc,
  ROOT_ACTOR,
  rootChange,
} from "@arogyasync/shared/records";
import { SeededRandom } from "@arogyasync/shared/testing";
import {
  ChangeMaker,
  type CommitPush,
  contextQuery,
  hashOf,
  type LogStore,
  type MadeChange,
  opKey,
} from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commitAll, crafted, damageOf, judged, storedChanges } from "../support/log/committing.ts";

const SITE = "rampur";
const PATIENT: DocAddress = { kind: "patient", owner: "", period: "" };
const WARD: DocAddress = { kind: "ward", owner: SITE, period: "w1" };
const principal: Principal = { userId: "asha", roles: ["field", "hospital"], clinics: [SITE] };
const random = new SeededRandom(2026);
const rename = ((draft: PatientDoc) => {
  draft.identity.name = fixed("renamed afterwards");
}) as A.ChangeFn<unknown>;
const hex = (change: MadeChange): string => bytesToHex(hashOf(change));

/** The rule that what a change refers to is there, before it and in its place, on a store. [PR17] */
export const logReferencesSuite = (
  name: string,
  open: () => Promise<{ store: LogStore; dispose: () => Promise<void> }>,
) =>
  describe(`References: ${name}`, () => {
    const asha = new ChangeMaker("asha");
    let store: LogStore;
    let dispose: () => Promise<void>;
    /** A registered patient, and one edit of its name by each of two devices that did not know of the other's. */
    let patient: MadeChange;
    let root: A.DecodedChange;
    let [left, right]: [MadeChange | undefined, MadeChange | undefined] = [undefined, undefined];

    const commit = async (...changes: MadeChange[]): Promise<string[]> =>
      (await commitAll(store, [await judged(asha, principal, changes)]))[0] ?? [];
    const ownActor = () => freshActor(asha.keys.publicKey, random);

    beforeEach(async () => {
      ({ store, dispose } = await open());
      patient = await asha.patient(SITE);
      root = A.decodeChange(patient.bytes);
      const before = asha.docs.get(patient.id) as A.Doc<PatientDoc>;
      const fork = async (value: string) => {
        asha.docs.set(patient.id, A.clone(before, { actor: ownActor() }));
        return asha.rename(patient.id, value);
      };
      [left, right] = [await fork("left"), await fork("right")];
      expect(await commit(patient, left, right)).toEqual(["stored", "stored", "stored"]);
    });
    afterEach(() => dispose());

    const nameOp = () => `${root.ops.findIndex((op) => op.key === "name") + 1}@${root.actor}`;
    const leftOp = () => {
      const { actor, startOp } = A.decodeChange(left?.bytes as Uint8Array);
      return `${startOp}@${actor}`;
    };
    const set = (over: object = {}) => ({
      action: "set",
      obj: `5@${root.actor}`,
      key: "name",
      value: "hostile",
      pred: [] as string[],
      ...over,
    });
    const onRoot = (ops: readonly object[], over: object = {}) =>
      crafted(patient.id, PATIENT, {
        actor: ownActor(),
        seq: 1,
        startOp: root.ops.length + 1,
        deps: [hex(patient)],
        ops,
        ...over,
      });
    const onBoth = (ops: readonly object[], over: object = {}) =>
      onRoot(ops, {
        deps: [hex(left as MadeChange), hex(right as MadeChange)],
        startOp: root.ops.length + 2,
        ...over,
      });

    const me = ownActor();
    const first = () => root.ops.length + 1;
    const attacks: [name: string, code: string, harms: boolean, make: () => Promise<MadeChange>][] = [
      [
        "an operation of nobody",
        "reference-missing",
        true,
        () => onRoot([set({ pred: [`3@${"9".repeat(32)}`] })]),
      ],
      [
        "a counter that was never used",
        "reference-missing",
        true,
        () => onRoot([set({ pred: [`99@${root.actor}`] })]),
      ],
      [
        "the value of another key",
        "reference-missing",
        true,
        () => onRoot([set({ key: "phone", pred: [nameOp()] })]),
      ],
      [
        "a container as if it were a value",
        "reference-missing",
        true,
        () => onRoot([set({ pred: [`5@${root.actor}`] })]),
      ],
      [
        "a scalar of the first change",
        "reference-missing",
        true,
        () => onRoot([set({ pred: [`3@${root.actor}`] })]),
      ],
      [
        "a value that it does not build on",
        "reference-missing",
        false,
        () => onRoot([set({ pred: [leftOp()] })]),
      ],
      [
        "a container of another actor",
        "reference-missing",
        true,
        () => onRoot([set({ obj: `5@${ownActor()}` })]),
      ],
      [
        "a container of its own that it does not make",
        "reference-missing",
        true,
        () => onRoot([set({ obj: `5@${me}` })], { actor: me }),
      ],
      [
        "itself",
        "reference-missing",
        true,
        () => onRoot([set({ pred: [`${first()}@${me}`] })], { actor: me }),
      ],
      [
        "its own next operation",
        "reference-missing",
        true,
        () => onRoot([set({ pred: [`${first() + 1}@${me}`] }), set()], { actor: me }),
      ],
      ["one value twice", "reference-missing", false, () => onRoot([set({ pred: [nameOp(), nameOp()] })])],
    ];

    test.each(attacks)(
      "[PR17] an edit that names %s is refused and stored nowhere but in salvage",
      async (_n, code, _h, make) => {
        expect(await commit(await make())).toEqual([code]);
        expect((await store.counts()).changes).toBe(3);
        expect((await store.counts()).salvage).toBe(1);
        expect(damageOf(await storedChanges(store, patient.id), rename)).toBeUndefined();
      },
    );

    test.each(attacks.filter(([, , harms]) => harms))(
      "negative control: with the rule off an edit that names %s is acknowledged, and the document is broken",
      async (_n, _c, _h, make) => {
        const push = await judged(asha, principal, [await make()]);
        const blind: CommitPush = {
          ...push,
          judged: {
            ...push.judged,
            changes: push.judged.changes.map((c) => ({
              ...c,
              code: c.code === "reference-missing" ? undefined : c.code,
              edit: undefined,
            })),
          },
        };
        expect(await commitAll(store, [blind])).toEqual([["stored"]]);
        expect(damageOf(await storedChanges(store, patient.id), rename)).toBeDefined();
      },
    );

    test("[PR17] a deletion of nothing, and a value that builds on a deletion, are refused", async () => {
      const bed = {
        action: "set",
        obj: `5@${ROOT_ACTOR}`,
        key: "bed/1/patient",
        value: "p",
        pred: [] as string[],
      };
      const id = deriveDocId(WARD);
      const wardRoot = rootChange(WARD);
      const made = await crafted(id, WARD, {
        actor: me,
        seq: 1,
        startOp: wardRoot.operationCount + 1,
        deps: [wardRoot.hash],
        ops: [bed],
      });
      const op = (n: number) => `${wardRoot.operationCount + n}@${me}`;
      const next = (seq: number, dep: MadeChange, ops: object[]) =>
        crafted(id, WARD, { actor: me, seq, startOp: wardRoot.operationCount + seq, deps: [hex(dep)], ops });
      const remove = { action: "del", obj: bed.obj, key: bed.key };
      expect(await commit(made)).toEqual(["stored"]);
      expect(await commit(await next(2, made, [{ ...remove, pred: [] }]))).toEqual(["reference-missing"]);
      const removed = await next(2, made, [{ ...remove, pred: [op(1)] }]);
      expect(await commit(removed)).toEqual(["stored"]);
      expect(await commit(await next(3, removed, [{ ...bed, pred: [op(2)] }]))).toEqual([
        "reference-missing",
      ]);
      expect(await commit(await next(3, removed, [bed]))).toEqual(["stored"]);
    });

    test.each([PATIENT, { kind: "vitals", owner: "", period: "2026" } as DocAddress])(
      "[PR5] two operations of one name, by one actor who does not build on itself, are refused: $kind",
      async ({ kind }) => {
        const actor = ownActor();
        const twin = async (value: number): Promise<MadeChange> => {
          if (kind === "patient") return onRoot([set({ key: `k${value}` })], { actor, seq: value });
          const reading = await asha.reading(patient.id, Date.UTC(2026, 10, 20), 60 + value);
          const { ops, deps, startOp } = A.decodeChange(reading.bytes);
          asha.docs.delete(reading.id);
          return crafted(reading.id, reading.address, { actor, seq: value, startOp, deps, ops });
        };
        const [one, two] = [await twin(1), await twin(2)];
        expect(await commit(one)).toEqual(["stored"]);
        expect(await commit(two)).toEqual(["start-op"]);
        const roots = one.address.kind === "patient" ? [patient.bytes] : [rootChange(one.address).bytes];
        const both = [...roots, one.bytes, two.bytes];
        expect(
          damageOf(both, () => {}),
          "negative control: Automerge takes both",
        ).toBeDefined();
      },
    );

    test("[PR5] an actor's next change builds on its last one, even when no counter gives it away", async () => {
      const actor = ownActor();
      const one = await onRoot([set({ key: "village" })], { actor });
      const aside = await onRoot([set({ key: "phone" })]);
      expect(await commit(one, aside)).toEqual(["stored", "stored"]);
      const two = await onRoot([set({ key: "language" })], {
        actor,
        seq: 2,
        deps: [hex(aside)],
        startOp: root.ops.length + 2,
      });
      expect(await commit(two)).toEqual(["actor-seq"]);
    });

    test("[PR5] what is not known yet is put off, not refused", async () => {
      const unseen = await onRoot([set({ key: "phone" })]);
      const { actor, startOp } = A.decodeChange(unseen.bytes);
      const on = await onRoot([set({ key: "phone", pred: [`${startOp}@${actor}`] })], {
        deps: [hex(unseen)],
        startOp: startOp + 1,
      });
      expect(await commit(on)).toEqual(["missing-dep"]);
      expect(await commit(unseen)).toEqual(["stored"]);
      expect(await commit(on)).toEqual(["stored"]);
    });

    test("both values of a conflict can be overwritten, in the same commit as well", async () => {
      const merged = A.applyChanges(
        A.init<PatientDoc>(ownActor()),
        await storedChanges(store, patient.id),
      )[0];
      asha.docs.set(patient.id, merged);
      const decision = await asha.rename(patient.id, "decided");
      expect(A.decodeChange(decision.bytes).ops[0]?.pred.length).toBe(2);
      const again = await asha.rename(patient.id, "decided twice");
      expect(await commit(decision, again)).toEqual(["stored", "stored"]);
      const overwritten = await onBoth([set({ pred: [leftOp()] })]);
      expect(await commit(overwritten), "a value that others have overwritten since").toEqual(["stored"]);
      expect(damageOf(await storedChanges(store, patient.id), rename)).toBeUndefined();
    });

    test("an erased patient's places are gone with it", async () => {
      const ask = {
        doc: Buffer.from(docIdToBytes(patient.id)).toString("latin1"),
        actor: root.actor,
        counter: 12,
      };
      const look = async () => {
        const query = { ...contextQuery([]), docs: [docIdToBytes(patient.id)], ops: [ask] };
        const nothing = {
          newDocs: [],
          changedDocs: [],
          addedScopes: [],
          rows: [],
          events: [],
          batches: [],
          salvage: [],
          decisions: [],
        };
        return store.append(query, (context) => ({
          plan: nothing,
          result: context.opByKey.get(opKey(ask.doc, ask.actor, ask.counter)),
        }));
      };
      expect(await look()).toEqual({ no: 1, place: "5/name" });
      await store.erase({ patient: patient.id, clinics: [], by: "boss", reason: "asked", at: 1 });
      expect(await look()).toBeNull();
    });
  });
