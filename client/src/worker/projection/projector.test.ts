import type { ReplicaStore } from "@arogyasync/shared/ports";
import { MemoryDisk, TestClock } from "@arogyasync/shared/testing";
import { describe, expect, it } from "vitest";
import type { DocumentPart, PartSource } from "./part-source.ts";
import { Patients } from "./patients.ts";
import { createProjector, type Projector } from "./projector.ts";
import { loadRows } from "./row-store.ts";
import { DIRTY, trackChanges } from "./tracking-store.ts";

const SITE = ["wadgaon"];
const chunk = (document: string, hash: string) =>
  ({ type: "put", key: [document, "incremental", hash], value: Uint8Array.of(1) }) as const;

/** Stands in for documents: a patient's name is the latest hash stored, a vitals document counts its chunks. */
const fakeParts = (store: ReplicaStore): PartSource => ({
  async read(document) {
    const chunks = (await store.range([document])).filter(({ key }) => key.length === 3);
    const part: DocumentPart =
      chunks.length === 0
        ? { kind: "gone" }
        : document.startsWith("vitals-")
          ? {
              kind: "vitals",
              patientId: document.slice(7),
              vitals: {
                count: chunks.length,
                unreadableCount: 0,
                lastActivityMs: chunks.length,
                latest: undefined,
              },
            }
          : {
              kind: "patient",
              patientId: document,
              person: {
                site: "wadgaon",
                careSites: SITE,
                identity: { name: chunks.at(-1)?.key[2] ?? "" },
                identifiers: {},
                conflictCount: 0,
                changedAtMs: 0,
              },
            };
    return { part, damaged: document === "damaged" };
  },
});

const open = async (disk: MemoryDisk, clock: TestClock, parts?: PartSource) => {
  const store = disk.open();
  const rows = await loadRows(store);
  const patients = new Patients(rows);
  const told: string[][] = [];
  const failures: unknown[] = [];
  const damaged: string[] = [];
  const projector: Projector = createProjector(
    {
      store,
      clock,
      parts: parts ?? fakeParts(store),
      patients,
      onRows: (ids) => told.push([...ids]),
      onDamaged: (ids) => damaged.push(...ids),
      onFailure: (error) => failures.push(error),
    },
    rows.deltas.size,
  );
  const tracked = trackChanges(store, "tab", () => projector.wake());
  return { store, tracked, patients, projector, told, failures, damaged, rows };
};
const idle = (clock: TestClock) => clock.advance(100);
const rowNames = (patients: Patients) =>
  patients.recent(() => true, 100).rows.map((row) => [row.name, row.readingCount]);
const found = (patients: Patients, query: string) =>
  patients.search(query, () => true, 5, 5).rows.map((row) => row.id);

describe("the projection", () => {
  it("follows what is stored, from whichever part arrives first", async () => {
    const clock = new TestClock();
    const { tracked, patients, told, store } = await open(new MemoryDisk(), clock);
    await tracked.transact([chunk("vitals-p", "h1"), chunk("vitals-p", "h2")], "strict");
    await idle(clock);
    expect(rowNames(patients)).toEqual([]);
    await tracked.transact([chunk("p", "Asha")], "strict");
    await idle(clock);
    expect(rowNames(patients)).toEqual([["Asha", 2]]);
    expect(told).toEqual([["p"], ["p"]]);
    expect(await store.range([DIRTY])).toEqual([]);
  });

  it("[CL6] is caught up at the next start when the tab died between storing and projecting", async () => {
    const clock = new TestClock();
    const disk = new MemoryDisk();
    const first = await open(disk, clock);
    const blind = trackChanges(first.store, "tab", () => undefined); // killed before it could look
    await blind.transact([chunk("p", "Asha")], "strict");
    disk.crash();
    const second = await open(disk, clock);
    expect(rowNames(second.patients)).toEqual([]);
    second.projector.wake();
    await idle(clock);
    expect(rowNames(second.patients)).toEqual([["Asha", 0]]);
  });

  it("negative control: without the mark the row stays missing for ever", async () => {
    const clock = new TestClock();
    const disk = new MemoryDisk();
    const first = await open(disk, clock);
    await first.store.transact([chunk("p", "Asha")], "strict");
    disk.crash();
    const second = await open(disk, clock);
    second.projector.wake();
    await idle(clock);
    expect(rowNames(second.patients)).toEqual([]);
  });

  it("keeps the mark of a change that comes while its document is being read", async () => {
    const clock = new TestClock();
    const disk = new MemoryDisk();
    const inner = fakeParts(disk.open());
    let meanwhile: (() => Promise<void>) | undefined;
    const at = await open(disk, clock, {
      async read(document) {
        const read = await inner.read(document);
        const run = meanwhile;
        meanwhile = undefined;
        await run?.();
        return read;
      },
    });
    meanwhile = () => at.tracked.transact([chunk("p", "Bina")], "strict");
    await at.tracked.transact([chunk("p", "Asha")], "strict");
    await idle(clock);
    expect(rowNames(at.patients)).toEqual([["Bina", 0]]);
  });

  it("forgets an erased patient, here and at the next start", async () => {
    const clock = new TestClock();
    const disk = new MemoryDisk();
    const first = await open(disk, clock);
    await first.tracked.transact([chunk("p", "Asha"), chunk("q", "Bina")], "strict");
    await idle(clock);
    await first.tracked.transact([{ type: "deleteRange", prefix: ["p"] }], "strict");
    await idle(clock);
    expect(rowNames(first.patients)).toEqual([["Bina", 0]]);
    expect(found(first.patients, "asha")).toEqual([]);
    expect(rowNames((await open(disk, clock)).patients)).toEqual([["Bina", 0]]);
  });

  it("[TR35] no stored row, pack or search index names an erased patient", async () => {
    const clock = new TestClock();
    const disk = new MemoryDisk();
    const first = await open(disk, clock);
    const ids = Array.from({ length: 450 }, (_, i) => `p${i}`);
    await first.tracked.transact([...ids.map((id) => chunk(id, "Bina")), chunk("q", "Zarafshan")], "strict");
    await idle(clock);
    const named = async () =>
      (await disk.open().range([]))
        .filter(({ key, value }) => key[0]?.startsWith("~") && Buffer.from(value).includes("Zarafshan"))
        .map(({ key }) => key.join("/"));
    expect(await named()).toEqual(["~rows/body"]);
    await first.tracked.transact([{ type: "deleteRange", prefix: ["q"] }], "strict");
    await idle(clock);
    expect(await named()).toEqual([]);
  });

  it("opens from one pack, with search, and from the deltas after it", async () => {
    const clock = new TestClock();
    const disk = new MemoryDisk();
    const first = await open(disk, clock);
    const ids = Array.from({ length: 450 }, (_, i) => `p${i}`);
    await first.tracked.transact(
      ids.map((id) => chunk(id, `Asha ${id}`)),
      "strict",
    );
    await idle(clock);
    await first.tracked.transact([chunk("p7", "Zubeida")], "strict");
    await idle(clock);
    const second = await open(disk, clock);
    expect(second.rows.complete).toBe(true);
    expect(second.rows.packed.ids).toHaveLength(450);
    expect(second.rows.deltas.size).toBe(1);
    expect(found(second.patients, "zubeida")).toEqual(["p7"]);
    expect(second.patients.isSearchStored).toBe(true);
    expect(second.patients.search("asha", () => true, 7, 500)).toMatchObject({
      rows: { length: 7 },
      total: 449,
    });
    expect(second.patients.size).toBe(450);
  });

  it("is built anew when its stored form is unusable; nothing else is touched", async () => {
    const clock = new TestClock();
    const disk = new MemoryDisk();
    const first = await open(disk, clock);
    await first.tracked.transact([chunk("p", "Asha"), chunk("vitals-p", "h1")], "strict");
    await idle(clock);
    await first.projector.rebuild(["p", "vitals-p"]);
    await idle(clock);
    await first.store.transact(
      [{ type: "put", key: ["~rows", "header"], value: Uint8Array.of(123) }],
      "strict",
    );
    const second = await open(disk, clock);
    expect(second.rows.complete).toBe(false);
    await second.projector.rebuild(["p", "vitals-p"]);
    await idle(clock);
    expect(rowNames(second.patients)).toEqual([["Asha", 1]]);
    expect((await open(disk, clock)).rows.complete).toBe(true);
  });

  it("names damaged documents and shows what remains of them", async () => {
    const clock = new TestClock();
    const at = await open(new MemoryDisk(), clock);
    await at.tracked.transact([chunk("damaged", "Asha"), chunk("q", "Bina")], "strict");
    await idle(clock);
    expect(at.damaged).toEqual(["damaged"]);
    expect(rowNames(at.patients)).toHaveLength(2);
  });

  it("a full disk costs the rows, not the marks: it is tried again", async () => {
    const clock = new TestClock();
    const disk = new MemoryDisk();
    const at = await open(disk, clock);
    await trackChanges(at.store, "other", () => undefined).transact([chunk("p", "Asha")], "strict");
    disk.faults.quotaBytes = 1;
    at.projector.wake();
    await idle(clock);
    expect(at.failures).toHaveLength(1);
    delete disk.faults.quotaBytes;
    at.projector.wake();
    await idle(clock);
    expect(rowNames((await open(disk, clock)).patients)).toEqual([["Asha", 0]]);
  });
});
