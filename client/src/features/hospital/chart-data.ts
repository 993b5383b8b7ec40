import {
  type IntegerVitalField,
  type VitalContext,
  interpretVital,
  vitalDefinitions,
} from "@arogyasync/shared/vitals";
import type { ReadingView } from "../../data/rows.ts";

export interface Series {
  readonly field: IntegerVitalField;
  /** In the display unit. A number is a reading that stands; null is a gap that the line crosses. */
  readonly values: (number | null)[];
  /** Values that were corrected or withdrawn: points, never part of the line. */
  readonly struck: (number | null)[];
}
export interface Panel {
  readonly id: "heartRate" | "spo2" | "pressure" | "tempCx10" | "respiratoryRate";
  readonly color: string;
  readonly series: readonly Series[];
  /** The usual range in the display unit. */
  readonly band: { readonly low: number; readonly high: number } | undefined;
  /** The usual range of each series in numbers, "100–120 / 60–80"; empty when there is none. */
  readonly usual: string;
}
export interface ChartData {
  /** Seconds since the epoch, ascending; shared by all panels. */
  readonly timesS: number[];
  readonly panels: readonly Panel[];
}

const layout: readonly { id: Panel["id"]; color: string; fields: readonly IntegerVitalField[] }[] = [
  { id: "heartRate", color: "--hr", fields: ["heartRate"] },
  { id: "spo2", color: "--spo2", fields: ["spo2"] },
  { id: "pressure", color: "--bp", fields: ["systolic", "diastolic"] },
  { id: "tempCx10", color: "--temp", fields: ["tempCx10"] },
  { id: "respiratoryRate", color: "--rr", fields: ["respiratoryRate"] },
];

/** Readings → aligned columns for stacked panels. A panel without any value is left out. */
export const chartData = (readings: readonly ReadingView[], context: VitalContext): ChartData => {
  const ordered = [...readings].sort((a, b) => a.measuredAtMs - b.measuredAtMs);
  const panels = layout.flatMap(({ id, color, fields }) => {
    const series = fields.map((field): Series => {
      const pick = (stands: boolean) =>
        ordered.map(({ values, state }) => {
          const value = values[field];
          return typeof value === "number" && (state === "current" || state === "rival") === stands
            ? value / vitalDefinitions[field].scale
            : null;
        });
      return { field, values: pick(true), struck: pick(false) };
    });
    const isEmpty = series.every(({ values, struck }) =>
      [...values, ...struck].every((value) => value === null),
    );
    return isEmpty ? [] : [{ id, color, series, ...usualOf(fields, context) }];
  });
  return { timesS: ordered.map(({ measuredAtMs }) => measuredAtMs / 1000), panels };
};

const usualOf = (
  fields: readonly IntegerVitalField[],
  context: VitalContext,
): Pick<Panel, "band" | "usual"> => {
  const bands = fields.flatMap((field) => {
    // The level of the value does not matter here: the band depends on the age alone.
    const band = interpretVital(field, 0, context)?.band;
    const { scale } = vitalDefinitions[field];
    return band ? [{ low: band.normalLow / scale, high: band.normalHigh / scale }] : [];
  });
  if (bands.length === 0) return { band: undefined, usual: "" };
  return {
    // For pressure from the lowest usual diastolic to the highest usual systolic.
    band: { low: Math.min(...bands.map(({ low }) => low)), high: Math.max(...bands.map(({ high }) => high)) },
    usual: bands.map(({ low, high }) => (Number.isFinite(high) ? `${low}–${high}` : `≥ ${low}`)).join(" / "),
  };
};
