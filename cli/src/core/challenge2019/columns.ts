import type { IntegerVitalField } from "@arogyasync/shared/vitals";

/** The columns of the PhysioNet/CinC Challenge 2019 tables that are vital signs, and the field each one fills. */
export const fieldByColumn = {
  HR: "heartRate",
  O2Sat: "spo2",
  Temp: "tempCx10",
  SBP: "systolic",
  MAP: "meanArterial",
  DBP: "diastolic",
  Resp: "respiratoryRate",
} as const satisfies Record<string, IntegerVitalField>;

export type VitalColumn = keyof typeof fieldByColumn;
export const vitalColumns = Object.keys(fieldByColumn) as readonly VitalColumn[];

export const columnByField = Object.fromEntries(
  Object.entries(fieldByColumn).map(([column, field]) => [field, column]),
) as Readonly<Record<(typeof fieldByColumn)[VitalColumn], VitalColumn>>;
