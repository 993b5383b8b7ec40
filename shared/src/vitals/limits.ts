/** One value against its kind and its limits. */
import { vitalDefinitions } from "./codes.ts";
import { hardLimits, isWithin, softLimits, type Limits } from "./entry-limits.ts";
import {
  isConsciousness,
  isIntegerVitalField,
  type IntegerVitalField,
  type VitalContext,
  type VitalField,
  type VitalValue,
} from "./fields.ts";
import { formatVital } from "./format.ts";
import { vitalIssue, type VitalCheck, type VitalIssueCode } from "./issues.ts";
import { findSlip } from "./unit-slips.ts";

/**
 * Checks one value, in the field's stored unit: outside the hard limits it is refused, outside the soft limits of
 * the age the person is asked. A recognised unit slip replaces the plain code and carries the value meant, but not
 * the verdict: what is impossible stays refused until it is retyped. Limits are inclusive; see `entry-limits.ts`
 * for where each number comes from.
 */
export function checkVital(field: VitalField, value: VitalValue, context: VitalContext = {}): VitalCheck {
  if (isIntegerVitalField(field)) return checkInteger(field, value, context);
  if (field === "onOxygen")
    return typeof value === "boolean" ? { verdict: "ok" } : refuseKind(field, "not-a-boolean", value);
  return isConsciousness(value) ? { verdict: "ok" } : refuseKind(field, "not-a-known-code", value);
}

function checkInteger(field: IntegerVitalField, value: VitalValue, context: VitalContext): VitalCheck {
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    return refuseKind(field, "not-an-integer", value);
  const hard = hardLimits[field];
  const soft = softLimits(field, context);
  const possible = isWithin(hard, value);
  if (possible && isWithin(soft, value)) return { verdict: "ok" };

  const slip = findSlip(field, value, context);
  const fence: Limits = possible ? soft : hard;
  const code = slip?.reason ?? plainCode(possible, value < fence.min);
  return vitalIssue(possible ? "ask" : "refuse", code, [field], {
    params: {
      value: formatVital(field, value).text,
      min: formatVital(field, fence.min).text,
      max: formatVital(field, fence.max).text,
      unit: vitalDefinitions[field].unit,
      ...(slip && { suggested: formatVital(field, slip.suggestedValue).text }),
    },
    suggestions: slip ? [slip] : [],
    assumedAdult: soft.assumedAdult && (possible || slip !== undefined),
  });
}

function plainCode(possible: boolean, low: boolean): VitalIssueCode {
  if (possible) return low ? "below-usual" : "above-usual";
  return low ? "below-hard-limit" : "above-hard-limit";
}

function refuseKind(field: VitalField, code: VitalIssueCode, value: VitalValue): VitalCheck {
  return vitalIssue("refuse", code, [field], { params: { value: String(value) } });
}
