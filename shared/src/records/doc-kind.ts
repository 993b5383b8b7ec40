/** What a document holds. The kind decides its shape, who may write it and who receives it. */
export const docKinds = ["patient", "vitals", "monitor", "coverage", "ward", "clinic"] as const;
export type DocKind = (typeof docKinds)[number];

export const isDocKind = (value: unknown): value is DocKind =>
  (docKinds as readonly unknown[]).includes(value);

/** Documents whose owner is a patient document; the others belong to a clinic. */
export const patientOwnedKinds = ["vitals", "monitor", "coverage"] as const satisfies readonly DocKind[];
export type PatientOwnedKind = (typeof patientOwnedKinds)[number];

export const isPatientOwned = (kind: DocKind): kind is PatientOwnedKind =>
  (patientOwnedKinds as readonly DocKind[]).includes(kind);
