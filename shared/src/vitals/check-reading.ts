/** A whole reading: each field by itself, then the fields against one another. */
import { hardLimits, isWithin } from "./entry-limits.ts";
import { vitalFields, type VitalContext, type VitalValues } from "./fields.ts";
import { vitalIssue, type VitalIssue } from "./issues.ts";
import { checkVital } from "./limits.ts";
import { interpretVital } from "./interpret.ts";

export interface ReadingCheck {
  /** The worst of the issues. */
  readonly verdict: "ok" | "ask" | "refuse";
  /** Refusals first; within a verdict, in the order of `vitalFields`, then the cross-field rules. */
  readonly issues: readonly VitalIssue[];
}

/** Checks a reading in stored units. Fields that are absent, or unknown to this version, are left alone. */
export function checkReading(values: VitalValues, context: VitalContext = {}): ReadingCheck {
  const swapped = checkSwap(values, context);
  const single: VitalIssue[] = [];
  for (const field of vitalFields) {
    const value = values[field];
    if (value === undefined) continue;
    // "Are these two swapped?" says what happened; "SpO2 is above 100" beside it would only confuse.
    if (swapped?.fields.includes(field)) continue;
    const check = checkVital(field, value, context);
    if (check.verdict !== "ok") single.push(check);
  }
  const crossed = [checkPressures(values), checkMean(values), swapped, checkOxygen(values)];
  const issues = [...single, ...crossed.filter((issue) => issue !== undefined)];
  const refusals = issues.filter(({ verdict }) => verdict === "refuse");
  const questions = issues.filter(({ verdict }) => verdict === "ask");
  return {
    verdict: refusals.length > 0 ? "refuse" : questions.length > 0 ? "ask" : "ok",
    issues: [...refusals, ...questions],
  };
}

/** Systolic must exceed diastolic: blood does not flow otherwise. Equal is refused too. */
function checkPressures({ systolic, diastolic }: VitalValues): VitalIssue | undefined {
  if (systolic === undefined || diastolic === undefined || systolic > diastolic) return undefined;
  const code = "systolic-not-above-diastolic";
  const swappable =
    systolic < diastolic &&
    isWithin(hardLimits.systolic, diastolic) &&
    isWithin(hardLimits.diastolic, systolic);
  return vitalIssue("refuse", code, ["systolic", "diastolic"], {
    params: { systolic: String(systolic), diastolic: String(diastolic) },
    suggestions: swappable
      ? [
          { field: "systolic", suggestedValue: diastolic, reason: code },
          { field: "diastolic", suggestedValue: systolic, reason: code },
        ]
      : [],
  });
}

/** A mean outside [diastolic, systolic] is a typing mistake or two different measurements: worth asking. */
function checkMean({ systolic, diastolic, meanArterial }: VitalValues): VitalIssue | undefined {
  if (meanArterial === undefined) return undefined;
  const tooLow = diastolic !== undefined && meanArterial < diastolic;
  const tooHigh = systolic !== undefined && meanArterial > systolic;
  if (!tooLow && !tooHigh) return undefined;
  return vitalIssue("ask", "mean-outside-pressures", ["meanArterial"], {
    params: { value: String(meanArterial), min: String(diastolic ?? ""), max: String(systolic ?? "") },
  });
}

// A pulse of 92–100 reads as a healthy saturation; a saturation under 90 is alarming enough to ask about. [proposal]
const saturationLike = { min: 92, max: 100 } as const;
const alarmingSpo2Below = 90;

/**
 * Oximeters show both numbers side by side and they are easily swapped. Asked when the saturation is alarming (or
 * above 100) and would be an ordinary pulse for the age, while the pulse would be a healthy saturation. The
 * saturation's own refusal stands: above 100 the verdict is `refuse`.
 */
function checkSwap({ heartRate, spo2 }: VitalValues, context: VitalContext): VitalIssue | undefined {
  if (heartRate === undefined || spo2 === undefined || !isWithin(saturationLike, heartRate)) return undefined;
  const possible = isWithin(hardLimits.spo2, spo2);
  if (possible && spo2 >= alarmingSpo2Below) return undefined;
  const asPulse = interpretVital("heartRate", spo2, context);
  if (!asPulse || asPulse.level === "critically-low" || asPulse.level === "critically-high") return undefined;
  const code = "heart-rate-and-spo2-swapped";
  return vitalIssue(possible ? "ask" : "refuse", code, ["heartRate", "spo2"], {
    params: { heartRate: String(heartRate), spo2: String(spo2) },
    suggestions: [
      { field: "heartRate", suggestedValue: spo2, reason: code },
      { field: "spo2", suggestedValue: heartRate, reason: code },
    ],
    assumedAdult: asPulse.assumedAdult,
  });
}

/** A flow while "on oxygen: no" contradicts itself, and an early-warning score counts oxygen. */
function checkOxygen({ onOxygen, oxygenLMinx10 }: VitalValues): VitalIssue | undefined {
  if (onOxygen !== false || oxygenLMinx10 === undefined || oxygenLMinx10 <= 0) return undefined;
  return vitalIssue("ask", "oxygen-flow-without-oxygen", ["onOxygen", "oxygenLMinx10"]);
}
