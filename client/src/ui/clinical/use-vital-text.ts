import { useMemo } from "react";
import {
  type VitalValue,
  formatVital,
  isConsciousness,
  isVitalField,
  vitalDefinitions,
} from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";

export interface VitalText {
  /** The field's name; an unknown field's own key, so that what a newer version wrote is still seen. */
  name(field: string): string;
  value(field: string, value: VitalValue): string;
  unit(field: string): string;
}

/** Names, values and units as people read them. */
export const useVitalText = (): VitalText => {
  const t = useText();
  return useMemo(
    () => ({
      name: (field) => (isVitalField(field) ? t(vitalDefinitions[field].labelKey) : field),
      unit: (field) => (isVitalField(field) ? vitalDefinitions[field].unit : ""),
      value: (field, value) => {
        if (field === "consciousness")
          return isConsciousness(value) ? t(`consciousness.${value}`) : String(value);
        if (typeof value === "boolean") return t(value ? "oxygen.yes" : "oxygen.no");
        if (!isVitalField(field) || typeof value !== "number") return String(value);
        return formatVital(field, value).text;
      },
    }),
    [t],
  );
};
