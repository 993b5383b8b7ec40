import * as A from "@automerge/automerge/slim";
import type { ReplicaStore } from "@arogyasync/shared/ports";
import { type DocId, type PatientDoc, textOf, type VitalsDoc, viewPatient } from "@arogyasync/shared/records";
import { loadDoc } from "@arogyasync/shared/replica";
import { type IdentityPart, identityPart } from "./patient-row.ts";
import type { VitalsPart } from "./latest.ts";
import { vitalsPart } from "./vitals-part.ts";

export type DocumentPart =
  | { readonly kind: "patient"; readonly patientId: string; readonly person: IdentityPart }
  | { readonly kind: "vitals"; readonly patientId: string; readonly vitals: VitalsPart }
  /** A kind that no list shows. */
  | { readonly kind: "other" }
  /** Nothing is stored under this id (any more). */
  | { readonly kind: "gone" };
export interface ReadPart {
  readonly part: DocumentPart;
  /** Some of its stored bytes do not open; the part is what remains. */
  readonly damaged: boolean;
}
export interface PartSource {
  read(document: string): Promise<ReadPart>;
}

/** When the newest changes were made, by their authors' clocks; 0 for imports, whose first change has no time. */
const changedAtMs = (doc: A.Doc<unknown>): number =>
  A.getHeads(doc).reduce((last, head) => Math.max(last, (A.inspectChange(doc, head)?.time ?? 0) * 1000), 0);

const partOf = (id: string, doc: A.Doc<unknown>): DocumentPart => {
  const kind = textOf((doc as { kind?: unknown }).kind);
  if (kind === "patient") {
    const person = identityPart(viewPatient(doc as A.Doc<PatientDoc>), changedAtMs(doc));
    return { kind, patientId: id, person };
  }
  if (kind === "vitals") {
    const vitals = doc as A.Doc<VitalsDoc>;
    return { kind, patientId: textOf(vitals.owner) ?? "", vitals: vitalsPart(vitals) };
  }
  return { kind: "other" };
};

/** Reads documents outside any Repo, one at a time, keeping none: a projection of thousands must not fill memory. */
export const createPartSource = (store: ReplicaStore): PartSource => ({
  async read(document) {
    const { doc, bad } = await loadDoc<unknown>(store, document as DocId);
    const part: DocumentPart = doc ? partOf(document, doc) : { kind: "gone" };
    if (doc) A.free(doc);
    return { part, damaged: bad.length > 0 };
  },
});
