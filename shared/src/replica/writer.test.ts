import * as A from "@automerge/automerge";
import { describe, expect, it } from "vitest";
import type { Principal } from "../authority/index.ts";
import { isActorOf, readChange, verifyManifest } from "../changes/index.ts";
import { hexToBytes } from "../bytes/index.ts";
import {
  addReading,
  docIdToBytes,
  editIdentity,
  importedIdentity,
  type PatientDoc,
  type VitalsDoc,
  vitalsDocId,
} from "../records/index.ts";
import { createTestSigner, MemoryDisk, SeededRandom, TestClock, testVerifier } from "../testing/index.ts";
import { Directory } from "./directory.ts";
import { loadDoc } from "./chunks.ts";
import { keys } from "./keys.ts";
import { Outbox } from "./outbox.ts";
import { PlainDocHost } from "./plain-doc-host.ts";
import { createTurns } from "./turns.ts";
import { createWriter } from "./writer.ts";
import { silentLog } from "../ports/index.ts";

const worker: Principal = { userId: "asha-1", roles: ["field"], clinics: ["rampur"] };
const signer = createTestSigner("asha-1");

const setup = async (disk = new MemoryDisk(), seed = 1) => {
  const store = disk.open();
  const host = new PlainDocHost({ store, log: silentLog });
  const outbox = await Outbox.load(store);
  const directory = await Directory.load(store);
  const writer = createWriter({
    store,
    host,
    outbox,
    directory,
    exclusive: createTurns(),
    clock: new TestClock(),
    random: new SeededRandom(seed),
    identity: () => ({ principal: worker, signer }),
  });
  return { disk, store, host, outbox, writer };
};
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const reading = (n: number, author = "asha-1") => ({
  v: 1,
  nonce: `nonce${String(n).padStart(17, "0")}`,
  measuredAt: 1_760_000_000_000 + n,
  author,
  source: "keypad",
  heartRate: 60 + (n % 90),
});
const vitalsOf = (patient: Parameters<typeof vitalsDocId>[0]) => ({
  id: vitalsDocId(patient, "2025"),
  kind: "vitals" as const,
  owner: patient,
  period: "2025",
});

describe("writer", () => {
  it("[CL1] a save that resolved survives a power cut, with its manifest", async () => {
    const { disk, writer } = await setup();
    const patient = must(await writer.createPatient({ site: "rampur", identity: { name: "Sita Devi" } }));
    const saved = must(
      await writer.edit<VitalsDoc>(vitalsOf(patient.docId), (d) => addReading(d, reading(1))),
    );
    disk.crash();
    const again = await setup(disk);
    const doc = (await again.host.open<VitalsDoc>(saved.docId))!.doc();
    expect(Object.keys(doc.readings)).toHaveLength(1);
    expect(A.getHeads(doc)).toEqual([saved.hashHex]);
    expect(again.outbox.pending().map((e) => e.hashHex)).toEqual([patient.hashHex, saved.hashHex]);
    for (const entry of again.outbox.pending()) {
      const name = { doc: docIdToBytes(entry.docId), hash: hexToBytes(entry.hashHex) };
      expect(await verifyManifest(testVerifier, entry.manifest, [name])).toBe(true);
      expect(readChange(entry.bytes).ok).toBe(true);
    }
  });

  it("[CL1] negative control: with a disk that answers before it has written, the same save is lost", async () => {
    const { disk, writer } = await setup(
      new MemoryDisk({ clock: new TestClock(), faults: { strictLies: true } }),
    );
    must(await writer.createPatient({ site: "rampur", identity: { name: "Sita Devi" } }));
    disk.crash();
    expect((await setup(disk)).outbox.pendingCount).toBe(0);
  });

  it("[AU2] one actor per document and process, committed to its author, fresh after a restart", async () => {
    const { disk, writer, outbox } = await setup();
    const patient = must(await writer.createPatient({ site: "rampur", identity: {} }));
    for (const n of [1, 2, 3])
      must(await writer.edit<VitalsDoc>(vitalsOf(patient.docId), (d) => addReading(d, reading(n))));
    const again = await setup(disk, 2);
    must(await again.writer.edit<VitalsDoc>(vitalsOf(patient.docId), (d) => addReading(d, reading(4))));
    const headers = again.outbox.pending().map((e) => must(readChange(e.bytes)));
    const vitals = headers.slice(1);
    expect(vitals.map((h) => h.seq)).toEqual([1, 2, 3, 1]);
    expect(new Set(vitals.slice(0, 3).map((h) => h.actor)).size).toBe(1);
    expect(vitals[3]!.actor).not.toBe(vitals[0]!.actor);
    for (const header of headers) expect(isActorOf(header.actor, signer.publicKey)).toBe(true);
    expect(outbox.pendingCount).toBe(4);
  });

  it("[CL1] a full disk is said so, writes nothing, and the next save uses an unused actor", async () => {
    const { disk, writer, outbox, host } = await setup();
    const patient = must(await writer.createPatient({ site: "rampur", identity: {} }));
    const address = vitalsOf(patient.docId);
    must(await writer.edit<VitalsDoc>(address, (d) => addReading(d, reading(1))));
    disk.faults.quotaBytes = 1;
    expect(await writer.edit<VitalsDoc>(address, (d) => addReading(d, reading(2)))).toEqual({
      ok: false,
      error: { code: "quota" },
    });
    delete disk.faults.quotaBytes;
    expect(outbox.pendingCount).toBe(2);
    must(await writer.edit<VitalsDoc>(address, (d) => addReading(d, reading(3))));
    const actors = outbox
      .pending()
      .slice(1)
      .map((e) => must(readChange(e.bytes)).actor);
    expect(actors[0]).not.toBe(actors[1]);
    expect(Object.keys((await host.open<VitalsDoc>(address.id))!.doc().readings)).toHaveLength(2);
  });

  it("[AU] refuses before anything is written what the relay would refuse", async () => {
    const { disk, writer, outbox } = await setup();
    const patient = must(await writer.createPatient({ site: "rampur", identity: {} }));
    const address = vitalsOf(patient.docId);
    expect(await writer.createPatient({ site: "elsewhere", identity: {} })).toMatchObject({
      error: { code: "not-your-clinic" },
    });
    expect(await writer.edit<VitalsDoc>(address, (d) => addReading(d, reading(1, "somebody")))).toMatchObject(
      {
        error: { code: "reading-author" },
      },
    );
    must(await writer.edit<VitalsDoc>(address, (d) => addReading(d, reading(1))));
    const overwrite = await writer.edit<VitalsDoc>(address, (d) => {
      for (const key of Object.keys(d.readings)) delete d.readings[key];
    });
    expect(overwrite).toMatchObject({ ok: false, error: { code: "append-only" } });
    expect(
      await writer.edit<PatientDoc>(
        { id: vitalsDocId(patient.docId, "2030"), kind: "patient", owner: "", period: "" },
        () => undefined,
      ),
    ).toMatchObject({ error: { code: "unknown-document" } });
    expect(outbox.pendingCount).toBe(2);
    expect(disk.durable(["~outbox"])).toHaveLength(2);
  });

  it("says when there is nothing to change", async () => {
    const { writer, outbox } = await setup();
    const patient = must(await writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
    const same = await writer.edit<PatientDoc>(
      { id: patient.docId, kind: "patient", owner: "", period: "" },
      (d) => editIdentity(d, { name: "Sita" }),
    );
    expect(same).toEqual({ ok: false, error: { code: "nothing-to-change" } });
    expect(outbox.pendingCount).toBe(1);
  });

  it("writes a batch under one manifest in one transaction, each item with its own outcome", async () => {
    const { disk, store, writer, outbox } = await setup();
    const derived = importedIdentity(new Uint8Array(32).fill(7), "source/1");
    const address = vitalsOf(derived.patientId);
    const item = (n: number) => ({
      type: "edit" as const,
      address,
      change: (d: VitalsDoc) => void addReading(d, reading(n)),
    });
    const results = await writer.writeBatch([
      { type: "create-patient", site: "rampur", identity: { name: "Imported" }, derived },
      item(1),
      item(1),
      item(2),
      { type: "create-patient", site: "elsewhere", identity: {} },
    ]);
    expect(results.map((r) => (r.ok ? "saved" : r.error.code))).toEqual([
      "saved",
      "saved",
      "nothing-to-change",
      "saved",
      "not-your-clinic",
    ]);
    const entries = outbox.pending();
    expect(new Set(entries.map((e) => e.manifest.signature)).size).toBe(1);
    expect(disk.durable(keys.manifest())).toHaveLength(1);
    const names = entries.map((e) => ({ doc: docIdToBytes(e.docId), hash: hexToBytes(e.hashHex) }));
    expect(await verifyManifest(testVerifier, entries[0]!.manifest, names)).toBe(true);
    expect((await loadDoc<VitalsDoc>(store, address.id)).doc!.readings).toMatchObject({});
    const again = await setup(disk);
    expect(again.outbox.pending()).toEqual(entries);
    expect(
      (
        await again.writer.writeBatch([
          { type: "create-patient", site: "rampur", identity: { name: "Imported" }, derived },
          item(1),
        ])
      ).map((r) => (r.ok ? "saved" : r.error.code)),
    ).toEqual(["nothing-to-change", "nothing-to-change"]);
  });

  it("[CL] a damaged chunk costs its own document only, and is reported", async () => {
    const { store, writer, outbox } = await setup();
    const one = must(await writer.createPatient({ site: "rampur", identity: { name: "One" } }));
    const two = must(await writer.createPatient({ site: "rampur", identity: { name: "Two" } }));
    const bytes = outbox.pending()[0]!.bytes.slice();
    bytes[bytes.length - 2]! ^= 1;
    await store.transact(
      [{ type: "put", key: keys.incremental(one.docId, one.hashHex), value: bytes }],
      "strict",
    );
    const corrupt: string[] = [];
    const host = new PlainDocHost({ store, log: silentLog, onCorrupt: (id) => corrupt.push(id) });
    expect(await host.open(one.docId)).toBeUndefined();
    expect((await host.open<PatientDoc>(two.docId))!.doc().identity["name"]!.toString()).toBe("Two");
    expect(corrupt).toEqual([one.docId]);
  });
});
