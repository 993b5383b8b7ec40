import { vitalFields } from "@arogyasync/shared/vitals";

/** The measured values of a reading, by field, in the order forms show them. */
export const valuesOf = (
  reading: Readonly<Record<string, unknown>>,
): Record<string, number | string | boolean> => {
  const values: Record<string, number | string | boolean> = {};
  for (const field of vitalFields) {
    const value = reading[field];
    if (typeof value === "number" || typeof value === "string" || typeof value === "boolean")
      values[field] = value;
  }
  return values;
};
