import type { Principal } from "@arogyasync/shared/authority";
import { docIdToBytes } from "@arogyasync/shared/records";
import {
  ChangeMaker,
  type CommitPush,
  contextQuery,
  createInlineWorkshop,
  decide,
  hashOf,
  type LogStore,
  type MadeChange,
  type PushOutcome,
} from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const MEASURED_AT = Date.UTC(2026, 10, 20, 6);

/** What every LogStore promises, whatever is behind it. */
export const logStoreSuite = (
  name: string,
  open: () => Promise<{ store: LogStore; dispose: () => Promise<void> }>,
) =>
  describe(`LogStore: ${name}`, () => {
    const workshop = createInlineWorkshop();
    let store: LogStore;
    let dispose: () => Promise<void>;
    const asha = new ChangeMaker("asha");
    const principal: Principal = { userId: "asha", roles: ["field"], clinics: ["rampur", "sitapur"] };

    beforeEach(async () => {
      ({ store, dispose } = await open());
    });
    afterEach(() => dispose());

    const toCommit = async (changes: readonly MadeChange[], who = principal): Promise<CommitPush> => {
      const push = await asha.push(changes);
      const judged = await workshop.judge({
        ...push,
        wantRoot: push.docs.map(() => true),
        principals: [who],
        culprits: [],
      });
      if (!judged.ok) throw new Error(judged.error);
      return {
        docs: push.docs,
        judged: judged.value,
        manifests: push.manifests,
        principals: [who],
        courier: who.userId,
        device: "device-0001",
        receivedAt: MEASURED_AT,
      };
    };
    const commit = async (changes: readonly MadeChange[], who?: Principal): Promise<PushOutcome> => {
      const pushes = [await toCommit(changes, who)];
      const [outcome] = await store.append(contextQuery(pushes), (context) => decide(context, pushes));
      return outcome as PushOutcome;
    };
    const statuses = (outcome: PushOutcome) => outcome.map((o) => ("code" in o ? o.code : o.status));

    test("an append is whole: rows, documents, feeds, first change of the derived document", async () => {
      const patient = await asha.patient("rampur");
      const reading = await asha.reading(patient.id, MEASURED_AT);
      expect(statuses(await commit([patient, reading]))).toEqual(["stored", "stored"]);
      expect(await store.lastSeq()).toBe(3);
      expect((await store.readFeed("rampur", "patient", 0, 10, 1e6)).map((r) => r.seq)).toEqual([1]);
      const vitals = await store.readFeed("rampur", "vitals", 0, 10, 1e6);
      expect(await store.readFeedSeqs("rampur", "vitals", 0, 10)).toEqual(vitals.map((r) => r.seq));
      expect(vitals.map((r) => [r.seq, r.author])).toEqual([
        [2, ""],
        [3, "asha"],
      ]);
      expect(Buffer.from(vitals[1]?.bytes ?? [])).toEqual(Buffer.from(reading.bytes));
      const [doc] = await store.findDocs([docIdToBytes(reading.id)]);
      expect(doc).toMatchObject({
        kind: "vitals",
        owner: patient.id,
        scopes: ["rampur"],
        changeCount: 2,
        lastSeq: 3,
      });
      expect(doc?.heads.length).toBe(1);
    });

    test("[PR12] the same change twice is one row, in one commit or in two", async () => {
      const patient = await asha.patient("rampur");
      expect(statuses(await commit([patient, patient]))).toEqual(["stored", "duplicate"]);
      expect(statuses(await commit([patient]))).toEqual(["duplicate"]);
      expect((await store.counts()).changes).toBe(1);
    });

    test("whether a change is in the log is known by document and hash", async () => {
      const [patient, other] = [await asha.patient("rampur"), await asha.patient("rampur")];
      await commit([patient]);
      const name = (of: MadeChange, as = of) => ({ doc: docIdToBytes(as.id), hash: hashOf(of) });
      expect(await store.holdsAny([])).toBe(false);
      expect(await store.holdsAny([name(other), name(patient)])).toBe(true);
      expect(await store.holdsAny([name(other), name(patient, other)])).toBe(false);
    });

    test("a decision that throws leaves nothing behind", async () => {
      const pushes = [await toCommit([await asha.patient("rampur")])];
      await expect(
        store.append(contextQuery(pushes), () => {
          throw new Error("changed its mind");
        }),
      ).rejects.toThrow("changed its mind");
      expect(await store.counts()).toMatchObject({ changes: 0, docs: 0, batches: 0 });
    });

    test("what is missing is put off; what is refused lies in salvage, and its successors are refused", async () => {
      const patient = await asha.patient("rampur");
      const first = await asha.reading(patient.id, MEASURED_AT);
      const second = await asha.reading(patient.id, MEASURED_AT + 1);
      expect(statuses(await commit([second]))).toEqual(["missing-dep"]);
      expect((await store.counts()).salvage).toBe(0);
      await commit([patient]);
      expect(statuses(await commit([first], { ...principal, roles: ["analyst"] }))).toEqual([
        "role-may-not-write",
      ]);
      expect((await store.counts()).salvage).toBe(1);
      expect(statuses(await commit([second]))).toEqual(["depends-on-refused"]);
      expect(statuses(await commit([first, second]))).toEqual(["stored", "stored"]);
    });

    test("an actor's sequence and the operation counters must follow from what is stored", async () => {
      const patient = await asha.patient("rampur");
      const first = await asha.reading(patient.id, MEASURED_AT);
      const pushes = [await toCommit([patient, first])];
      const change = pushes[0]?.judged.changes[1];
      if (!pushes[0] || !change) throw new Error("a change was judged");
      const withChange = (bent: Partial<typeof change>) => [
        {
          ...pushes[0],
          judged: { ...pushes[0]?.judged, changes: [pushes[0]?.judged.changes[0], { ...change, ...bent }] },
        },
      ];
      for (const [bent, code] of [
        [{ startOp: change.startOp + 1 }, "start-op"],
        [{ actorSeq: 2 }, "actor-seq"],
      ] as const) {
        const bad = withChange(bent) as unknown as CommitPush[];
        const [outcome] = await store.append(contextQuery(bad), (context) => {
          const decided = decide(context, bad);
          return {
            plan: { ...decided.plan, newDocs: [], changedDocs: [], rows: [], batches: [], salvage: [] },
            result: decided.result,
          };
        });
        expect(statuses(outcome as PushOutcome)[1]).toBe(code);
      }
    });

    test("a care site added later is announced there, with everything that hangs on the patient", async () => {
      const patient = await asha.patient("rampur");
      const reading = await asha.reading(patient.id, MEASURED_AT);
      await commit([patient, reading]);
      const share = await asha.addCareSite(patient.id, "sitapur");
      expect(statuses(await commit([share]))).toEqual(["stored"]);
      const head = await store.lastSeq();
      const events = [
        ...(await store.readEvents("sitapur", "patient", 0, head)),
        ...(await store.readEvents("sitapur", "vitals", 0, head)),
      ];
      expect(events.map((e) => [e.type, e.kind])).toEqual([
        ["announce", "patient"],
        ["announce", "vitals"],
      ]);
      expect(await store.countDocs("sitapur", ["patient", "vitals"])).toBe(2);
      const more = await asha.reading(patient.id, MEASURED_AT + 1);
      await commit([more]);
      expect((await store.readFeed("sitapur", "vitals", head, 10, 1e6)).length).toBe(1);
    });

    test("[PR20] documents are listed newest family first, in an order that a resume can rely on", async () => {
      const ids: string[] = [];
      for (let i = 0; i < 3; i++) {
        const patient = await asha.patient("rampur");
        await commit([patient, await asha.reading(patient.id, MEASURED_AT)]);
        ids.unshift(patient.id);
      }
      const kinds = ["patient", "vitals"] as const;
      const all = await store.listDocs("rampur", kinds, undefined, 100);
      expect(all.filter((d) => d.kind === "patient").map((d) => d.id.length)).toEqual([16, 16, 16]);
      expect(all.map((d) => (d.kind === "patient" ? "p" : d.owner))).toEqual(ids.flatMap((id) => ["p", id]));
      const cursor = `${all[1]?.groupNo}.${all[1]?.no}`;
      expect((await store.listDocs("rampur", kinds, cursor, 100)).map((d) => d.no)).toEqual(
        all.slice(2).map((d) => d.no),
      );
    });

    test("compaction replaces nothing but what a first sync reads", async () => {
      const patient = await asha.patient("rampur");
      const changes = [patient];
      for (let i = 0; i < 5; i++) changes.push(await asha.reading(patient.id, MEASURED_AT + i));
      await commit(changes);
      const [task] = await store.compactionTasks(4, Number.MAX_SAFE_INTEGER, 10);
      expect(task?.changes.length).toBe(6);
      await store.saveCompacted(task?.no ?? 0, task?.lastSeq ?? 0, Uint8Array.of(1, 2, 3));
      expect(await store.compactionTasks(4, Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      const doc = await store.readDoc(task?.no ?? 0);
      expect([Buffer.from(doc?.compacted ?? []).toString("hex"), doc?.changes.length]).toEqual(["010203", 0]);
      expect((await store.readFeed("rampur", "vitals", 0, 10, 1e6)).length).toBe(6);
    });

    test("erasing removes the bytes of a whole family, leaves a tombstone, and nothing comes back", async () => {
      const patient = await asha.patient("rampur");
      const reading = await asha.reading(patient.id, MEASURED_AT);
      await commit([patient, reading]);
      const other = await asha.patient("rampur");
      await commit([other]);
      const head = await store.lastSeq();
      const row = { patient: patient.id, clinics: ["rampur"], by: "boss", reason: "asked", at: MEASURED_AT };
      expect(await store.erase(row)).toBe(true);
      expect(await store.erase(row)).toBe(false);
      expect((await store.readFeed("rampur", "patient", 0, 10, 1e6)).length).toBe(1);
      expect((await store.readLog(0, 10)).filter((r) => r.bytes.length > 0).length).toBe(1);
      const events = await store.readEvents("rampur", "vitals", head, await store.lastSeq());
      expect(events.map((e) => e.type)).toEqual(["tombstone"]);
      expect(statuses(await commit([patient, reading]))).toEqual(["erased", "erased"]);
    });

    test("[TR32] an erased patient's document of another year is refused, for whatever else is wrong with it too", async () => {
      const patient = await asha.patient("rampur");
      await commit([patient]);
      const row = { patient: patient.id, clinics: ["rampur"], by: "boss", reason: "asked", at: MEASURED_AT };
      await store.erase(row);
      const late = await asha.reading(patient.id, MEASURED_AT + 366 * 86_400_000);
      expect(statuses(await commit([late]))).toEqual(["erased"]);
      expect((await store.counts()).salvage).toBe(0);
    });

    test("[TR33] a patient that the log never had is kept out once it is erased, and its clinics hear of it", async () => {
      const patient = await asha.patient("rampur");
      const reading = await asha.reading(patient.id, MEASURED_AT);
      const head = await store.lastSeq();
      const row = { patient: patient.id, clinics: ["rampur"], by: "boss", reason: "asked", at: MEASURED_AT };
      expect(await store.erase(row)).toBe(true);
      const [event] = await store.readEvents("rampur", "patient", head, await store.lastSeq());
      expect(event).toMatchObject({ type: "tombstone", id: docIdToBytes(patient.id) });
      expect(statuses(await commit([patient, reading]))).toEqual(["erased", "erased"]);
      expect(await store.countDocs("rampur", ["patient", "vitals"])).toBe(0);
    });

    test("[TR30] a snapshot that was being made of an erased document is not kept", async () => {
      const patient = await asha.patient("rampur");
      await commit([patient]);
      const [doc] = await store.findDocs([docIdToBytes(patient.id)]);
      const row = { patient: patient.id, clinics: ["rampur"], by: "boss", reason: "asked", at: MEASURED_AT };
      await store.erase(row);
      await store.saveCompacted(doc?.no ?? 0, doc?.lastSeq ?? 0, new Uint8Array([1, 2, 3]));
      expect(await store.readDoc(doc?.no ?? 0)).toBeUndefined();
      expect(await store.compactionTasks(0, Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    });

    test("the epoch stays until it is renewed, and the backup's reach is kept", async () => {
      const epoch = await store.epoch();
      expect(epoch.length).toBe(16);
      expect(await store.epoch()).toEqual(epoch);
      await store.renewEpoch(new Uint8Array(16).fill(7));
      expect(await store.epoch()).toEqual(new Uint8Array(16).fill(7));
      await store.setBackedUpSeq(42);
      expect(await store.backedUpSeq()).toBe(42);
    });
  });
