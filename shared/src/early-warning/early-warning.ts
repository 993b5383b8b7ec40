import { years, type VitalValues } from "../vitals/index.ts";
import { news2, type News2, type Spo2Scale } from "./news2.ts";
import { obstetricTriggers, type ObstetricTriggers } from "./obstetric-triggers.ts";
import { paediatricFlags, type PaediatricFlag } from "./paediatric-flags.ts";

/** RCP 2017: NEWS2 is for people of 16 years and over who are not pregnant. */
const NEWS2_FROM_MONTHS = years(16);

export interface WarningContext {
  /** Undefined when nobody knows: then the adult score is used, and says so. */
  readonly ageMonths: number | undefined;
  readonly isPregnant: boolean;
  /** 2 only where a clinician has prescribed a target of 88–92 %. */
  readonly spo2Scale: Spo2Scale;
}

/** What a set of observations calls attention to. A clinician confirms; nothing here diagnoses. */
export type EarlyWarning =
  | { readonly kind: "news2"; readonly assumedAdult: boolean; readonly score: News2 }
  | { readonly kind: "paediatric-flags"; readonly flags: readonly PaediatricFlag[] }
  | { readonly kind: "obstetric-triggers"; readonly triggers: ObstetricTriggers };

/** Chooses what applies to the patient: the total never stands for somebody it was not made for. [EW6] */
export const earlyWarning = (
  values: VitalValues,
  { ageMonths, isPregnant, spo2Scale }: WarningContext,
): EarlyWarning => {
  if (isPregnant) return { kind: "obstetric-triggers", triggers: obstetricTriggers(values) };
  const isAgeKnown = ageMonths !== undefined && Number.isFinite(ageMonths) && ageMonths >= 0;
  if (isAgeKnown && ageMonths < NEWS2_FROM_MONTHS)
    return { kind: "paediatric-flags", flags: paediatricFlags(values, ageMonths) };
  return { kind: "news2", assumedAdult: !isAgeKnown, score: news2(values, spo2Scale) };
};
