import type { DecodedOp } from "../authority/index.ts";
import { canonicalJson } from "../bytes/index.ts";
import { containerCounter, type DocAddress, type DocKind, readingIdOf } from "../records/index.ts";
import type { OperationName } from "./authority-contract.ts";

export interface Entry {
  readonly key: string;
  readonly value: string | boolean;
}

/** A document of this kind that belongs to the patient or, for `ward` and `clinic`, to the clinic. */
export const sampleAddress = (kind: DocKind, patient: string, clinic: string): DocAddress =>
  ({
    patient: { kind, owner: "", period: "" },
    vitals: { kind, owner: patient, period: "2026" },
    monitor: { kind, owner: patient, period: "2026-11-20" },
    coverage: { kind, owner: patient, period: "" },
    ward: { kind, owner: clinic, period: "general" },
    clinic: { kind, owner: clinic, period: "" },
  })[kind];

/** A valid entry of a container, another for each `n`, as the author would write it. */
export const entryOf = (kind: DocKind, container: string, author: string, n: number): Entry => {
  if (kind === "vitals") {
    const value = canonicalJson({
      v: 1,
      nonce: String(n).padStart(22, "0"),
      measuredAt: 1_764_000_000_000 + n,
      author,
      source: "keypad",
      heartRate: 60,
    });
    return { key: readingIdOf(value), value };
  }
  if (kind === "monitor") return { key: `s1/${n}`, value: canonicalJson({ n }) };
  if (container === "consents") return { key: `purpose${n}/by`, value: author };
  if (container === "careSites") return { key: `phc-${1000 + n}`, value: true };
  if (kind === "ward" || kind === "clinic") return { key: `bed/${n}/patient`, value: "x" };
  return { key: `field${n}`, value: "x" };
};

/** Where an operation goes: a container of a document whose first change is `madeBy`'s. */
export interface OperationPlace {
  readonly kind: DocKind;
  readonly container: string;
  readonly madeBy: string;
  /** An entry that is there already, and the id of the operation that made it. */
  readonly taken: { readonly key: string; readonly opId: string };
}

/** The operation itself: `entry` where something new is written, the taken entry where something is replaced. */
export const operationOf = (name: OperationName, place: OperationPlace, entry: Entry): DecodedOp => {
  const obj = `${containerCounter(place.kind, place.container)}@${place.madeBy}`;
  const over = { obj, key: place.taken.key, pred: [place.taken.opId] };
  const fresh = { obj, key: entry.key, pred: [] };
  const ops: Record<OperationName, DecodedOp> = {
    set: { action: "set", ...fresh, value: entry.value },
    // What replaces a reading keeps the replaced one's key, or it would be refused for its content alone.
    overwrite: { action: "set", ...over, value: entry.value },
    delete: { action: "del", ...over },
    "delete-nothing": { action: "del", ...fresh },
    increment: { action: "inc", ...over, value: 1 },
    map: { action: "makeMap", ...fresh },
    list: { action: "makeList", ...fresh },
    text: { action: "makeText", ...fresh },
    insert: { action: "set", obj, elemId: "_head", insert: true, value: entry.value, pred: [] },
    link: { action: "link", ...fresh },
  };
  return ops[name];
};
