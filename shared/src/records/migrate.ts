import type { Reading } from "./reading.ts";

/** The reading format that this version writes. */
export const READING_VERSION = 1;

/**
 * Upcasts a stored reading to today's shape, in memory only: stored bytes are hashed and never rewritten. A reading
 * from a newer version passes through unchanged, with the fields that this version does not know. [RC9]
 */
type Step = (reading: Reading) => Reading;
const steps: ReadonlyMap<number, Step> = new Map();

export const migrateReading = (reading: Reading): Reading => {
  let current = reading;
  for (
    let step = steps.get(current.v);
    step !== undefined && current.v < READING_VERSION;
    step = steps.get(current.v)
  )
    current = step(current);
  return current;
};

/** Whether this version may edit a document of the given schema: an older app shows "Update needed" instead. */
export const canEditSchema = (documentSchema: number, ours: number): boolean => documentSchema <= ours;
