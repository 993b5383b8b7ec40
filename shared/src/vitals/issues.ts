/** What a check can say. Texts live with the translations: here are only codes, keys and parameters. */
import type { VitalField } from "./fields.ts";

/** Mistakes of unit or of typing for which a likelier value can be named. */
export type SlipCode =
  | "looks-like-fahrenheit"
  | "looks-like-missing-decimal"
  | "looks-like-grams"
  | "looks-like-pounds"
  | "looks-like-metres"
  | "looks-like-inches"
  | "looks-like-mmol-per-litre"
  | "looks-like-cm-hg";

export type VitalIssueCode =
  | SlipCode
  | "not-an-integer"
  | "not-a-known-code"
  | "not-a-boolean"
  | "below-hard-limit"
  | "above-hard-limit"
  | "below-usual"
  | "above-usual"
  | "systolic-not-above-diastolic"
  | "mean-outside-pressures"
  | "heart-rate-and-spo2-swapped"
  | "oxygen-flow-without-oxygen";

/** A value the person may have meant. It has not been checked against the other fields. */
export interface Suggestion {
  readonly field: VitalField;
  /** In the field's stored unit. */
  readonly suggestedValue: number;
  readonly reason: VitalIssueCode;
}

export interface VitalIssue {
  /** `refuse`: may not be saved. `ask`: may be saved once the person has confirmed it. */
  readonly verdict: "ask" | "refuse";
  readonly code: VitalIssueCode;
  readonly messageKey: `vitals.issue.${VitalIssueCode}`;
  /** Numbers are already text in the field's display unit, with Latin digits. */
  readonly params: Readonly<Record<string, string>>;
  readonly fields: readonly VitalField[];
  readonly suggestions: readonly Suggestion[];
  /** True when the limits are an adult's because the age is unknown. */
  readonly assumedAdult: boolean;
}

export type VitalCheck = { readonly verdict: "ok" } | VitalIssue;

type IssueDetails = Partial<Pick<VitalIssue, "params" | "suggestions" | "assumedAdult">>;

export function vitalIssue(
  verdict: VitalIssue["verdict"],
  code: VitalIssueCode,
  fields: readonly VitalField[],
  { params = {}, suggestions = [], assumedAdult = false }: IssueDetails = {},
): VitalIssue {
  return { verdict, code, messageKey: `vitals.issue.${code}`, params, fields, suggestions, assumedAdult };
}
