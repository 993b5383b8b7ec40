import * as A from "@automerge/automerge/slim";
import { describe, expect, it } from "vitest";
import { readChange } from "../changes/index.ts";
import { containerCounter, containerOfObject, containersByKind, rootScalars } from "./containers.ts";
import { type DocAddress, docIdFromBytes } from "./doc-id.ts";
import { docKinds } from "./doc-kind.ts";
import { patientRoot } from "./patient.ts";
import type { Reading } from "./reading.ts";
import { ROOT_ACTOR, rootChange } from "./root-change.ts";
import { addReading, listReadings, type VitalsDoc } from "./vitals-doc.ts";

const owner = docIdFromBytes(new Uint8Array(16).fill(7));
const addresses: DocAddress[] = [
  { kind: "vitals", owner, period: "2026" },
  { kind: "monitor", owner, period: "2026-11-22" },
  { kind: "coverage", owner, period: "" },
  { kind: "ward", owner: "phc-1", period: "female" },
  { kind: "clinic", owner: "phc-1", period: "" },
];
const reading = (n: number): Reading => ({
  v: 1,
  nonce: `${"A".repeat(20)}${String(n).padStart(2, "0")}`,
  measuredAt: 1_764_000_000_000 + n,
  author: "asha-1",
  source: "keypad",
  heartRate: 60 + n,
});
const open = (address: DocAddress, actor: string) =>
  A.applyChanges(A.init<VitalsDoc>({ actor }), [rootChange(address).bytes])[0];

describe("first changes", () => {
  it.each(addresses)("[RC3] $kind: constant container ids, fixed actor, time 0", (address) => {
    const root = rootChange(address);
    const change = A.decodeChange(root.bytes);
    expect(change).toMatchObject({
      actor: ROOT_ACTOR,
      time: 0,
      seq: 1,
      startOp: 1,
      deps: [],
      hash: root.hash,
    });
    expect(change.ops).toHaveLength(root.operationCount);
    const names = [...rootScalars[address.kind], ...containersByKind[address.kind]];
    expect(change.ops.map((op) => op.key)).toEqual(names);
    for (const container of containersByKind[address.kind]) {
      const counter = containerCounter(address.kind, container);
      expect(change.ops[counter - 1]).toMatchObject({ key: container, action: "makeMap" });
      expect(containerOfObject(address.kind, `${counter}@${ROOT_ACTOR}`)).toBe(container);
    }
  });

  it("[RC3] a patient's containers have the same constant counters, whatever it was registered with", () => {
    for (const identity of [{}, { name: "Sita Devi", phone: "9876543210", zzz: "x" }]) {
      const { bytes } = patientRoot(
        { site: "phc-1", auditKey: new Uint8Array(32), identity },
        "ab".repeat(16),
        1_764_000_000,
      );
      const { ops } = A.decodeChange(bytes);
      for (const container of containersByKind.patient)
        expect(ops[containerCounter("patient", container) - 1]).toMatchObject({
          key: container,
          action: "makeMap",
          obj: "_root",
        });
    }
  });

  it("[RC3] what is no container has no name", () => {
    for (const kind of docKinds)
      for (const id of ["_root", "0@aa", "1@aa", "4@aa", "99@aa", "x@aa", "-1@aa", "1e1@aa", ""])
        expect(containerOfObject(kind, id)).toBeUndefined();
  });

  it("[RC3] the same address always gives the same bytes; every difference shows in the hash", () => {
    const hashes = new Set<string>();
    for (const address of [
      ...addresses,
      { kind: "vitals", owner, period: "2027" } as const,
      { kind: "vitals", owner: docIdFromBytes(new Uint8Array(16).fill(8)), period: "2026" } as const,
    ]) {
      const first = rootChange(address);
      expect(rootChange({ ...address }).bytes).toEqual(first.bytes);
      hashes.add(first.hash);
    }
    expect(hashes.size).toBe(7);
    expect(() => rootChange({ kind: "patient", owner: "", period: "" })).toThrow();
    expect(() => rootChange({ kind: "vitals", owner: "x", period: "2026" })).toThrow();
  });

  it("[RC3] documents made independently merge into one with both sets of readings", () => {
    const address = addresses[0]!;
    let a = open(address, "aa".repeat(16));
    let b = open(address, "bb".repeat(16));
    for (let n = 0; n < 10; n++) {
      a = A.change(a, (d) => void addReading(d, reading(n)));
      b = A.change(b, (d) => void addReading(d, reading(n + 5)));
    }
    const ab = A.merge(A.clone(a), b);
    const ba = A.merge(A.clone(b), a);
    expect(A.getHeads(ab).sort()).toEqual(A.getHeads(ba).sort());
    expect(listReadings(ab).readings).toHaveLength(15);
    expect(listReadings(ab)).toEqual(listReadings(ba));
    const reloaded = A.load<VitalsDoc>(A.save(ab));
    expect(listReadings(reloaded)).toEqual(listReadings(ab));
  });

  it("[RC3] one patient's change cannot apply in another's document", () => {
    const other: DocAddress = {
      kind: "vitals",
      owner: docIdFromBytes(new Uint8Array(16).fill(8)),
      period: "2026",
    };
    const mine = A.change(open(addresses[0]!, "aa".repeat(16)), (d) => void addReading(d, reading(1)));
    const moved = A.applyChanges(open(other, "bb".repeat(16)), [A.getLastLocalChange(mine)!])[0];
    expect(listReadings(moved).readings).toHaveLength(0);
    expect(A.getHeads(moved)).toEqual([rootChange(other).hash]);
  });

  it("[RC3] the first change passes the guard that reads it without wasm", () => {
    for (const address of addresses) {
      const root = rootChange(address);
      const read = readChange(root.bytes);
      expect(read).toMatchObject({ ok: true, value: { hashHex: root.hash, opCount: root.operationCount } });
    }
  });
});
