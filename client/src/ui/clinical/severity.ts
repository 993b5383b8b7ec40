import {
  type InterpretationLevel,
  type VitalContext,
  integerVitalFields,
  interpretVital,
} from "@arogyasync/shared/vitals";

/** Worst first: the order in which a list is sorted. */
export const severities = ["critical", "abnormal", "normal", "none"] as const;
export type Severity = (typeof severities)[number];

/** How far from usual one value is; undefined when there is no range for it. */
export const levelOf = (
  field: string,
  value: unknown,
  context: VitalContext,
): InterpretationLevel | undefined => {
  const integer = integerVitalFields.find((one) => one === field);
  if (integer === undefined || typeof value !== "number") return undefined;
  return interpretVital(integer, value, context)?.level;
};

export const severityOfLevel = (level: InterpretationLevel | undefined): Severity => {
  if (level === undefined || level === "normal") return "normal";
  return level === "low" || level === "high" ? "abnormal" : "critical";
};

/**
 * The worst of a set of values. Anything but "Alert" counts as critical: any reduced consciousness alone triggers an
 * urgent response (RCP, NEWS2 2017). It helps to sort a list; it is not a score and not a diagnosis.
 */
export const severityOf = (
  values: Readonly<Record<string, unknown>> | undefined,
  context: VitalContext,
): Severity => {
  if (values === undefined) return "none";
  const found = new Set<Severity>();
  for (const [field, value] of Object.entries(values)) {
    if (field === "consciousness") found.add(value === "A" ? "normal" : "critical");
    else if (levelOf(field, value, context) !== undefined)
      found.add(severityOfLevel(levelOf(field, value, context)));
  }
  return severities.find((one) => found.has(one)) ?? (Object.keys(values).length > 0 ? "normal" : "none");
};

/** ↓↓ ↓ ↑ ↑↑: the direction without colour. */
export const arrows: Readonly<Record<InterpretationLevel, string>> = {
  "critically-low": "↓↓",
  low: "↓",
  normal: "",
  high: "↑",
  "critically-high": "↑↑",
};

const STALE_AFTER_MS = 24 * 3_600_000;
/** A value this old is not the patient's state now, and is marked so. */
export const isStale = (measuredAtMs: number, nowMs: number): boolean =>
  nowMs - measuredAtMs > STALE_AFTER_MS;
