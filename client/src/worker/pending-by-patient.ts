import type { OutboxEntry } from "@arogyasync/shared/replica";
import { patientOf } from "./patient-of.ts";

/** How many of these entries belong to each patient. */
export const pendingByPatient = (entries: readonly OutboxEntry[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const patient = patientOf(entry.docId, entry.address);
    if (patient !== undefined) counts.set(patient, (counts.get(patient) ?? 0) + 1);
  }
  return counts;
};
