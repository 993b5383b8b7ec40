import type { MinuteVital } from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { TechnicalState } from "@arogyasync/shared/live";
import type { IntakeErrorCode, Sample } from "../sample.ts";
import { component, type Hl7Message, type Segment, segmentOf, timeOf } from "./message.ts";

/**
 * Codes of vital signs: LOINC (as shared/vitals) and ISO/IEEE 11073-10101 (MDC) by number or by name, as IHE PCD-01
 * messages carry them.
 */
const vitalByCode: ReadonlyMap<string, MinuteVital> = new Map(
  (
    [
      ["heartRate", "8867-4", "147842", "MDC_ECG_HEART_RATE", "149530", "MDC_PULS_OXIM_PULS_RATE"],
      ["spo2", "2708-6", "59408-5", "150456", "MDC_PULS_OXIM_SAT_O2"],
      ["tempCx10", "8310-5", "150344", "MDC_TEMP", "150364", "MDC_TEMP_BODY", "188424", "MDC_TEMP_TYMP"],
      ["respiratoryRate", "9279-1", "151562", "MDC_RESP_RATE", "151578", "MDC_TTHOR_RESP_RATE"],
      ["systolic", "8480-6", "150017", "MDC_PRESS_BLD_SYS", "150021", "MDC_PRESS_BLD_NONINV_SYS"],
      ["diastolic", "8462-4", "150018", "MDC_PRESS_BLD_DIA", "150022", "MDC_PRESS_BLD_NONINV_DIA"],
      ["meanArterial", "8478-0", "150019", "MDC_PRESS_BLD_MEAN", "150023", "MDC_PRESS_BLD_NONINV_MEAN"],
    ] as const
  ).flatMap(([vital, ...codes]) => codes.map((code): [string, MinuteVital] => [code, vital])),
);

/** Decimal text as a whole number of so many tenths (0) or tens (1), rounded half up; undefined for other text. */
const scaled = (text: string, decimals: 0 | 1): number | undefined => {
  const parts = /^([+-]?)(\d{1,6})(?:\.(\d{1,6}))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign, whole = "", fraction = ""] = parts;
  const digits = `${whole}${fraction.padEnd(decimals, "0").slice(0, decimals)}`;
  const isUp = Number(fraction[decimals] ?? "0") >= 5;
  const number = Number(digits) + (isUp ? 1 : 0);
  return sign === "-" ? -number : number;
};

const CELSIUS = new Set(["", "Cel", "cel", "degC", "C", "MDC_DIM_DEGC", "268192"]);
const FAHRENHEIT = new Set(["[degF]", "degF", "F", "MDC_DIM_FAHR", "266560"]);
const KPA = new Set(["kPa", "kpa", "MDC_DIM_KILO_PASCAL", "265987"]);
const WHOLE_UNITS: Readonly<Record<Exclude<MinuteVital, "tempCx10">, ReadonlySet<string>>> = (() => {
  const rate = new Set(["", "/min", "{beats}/min", "{breaths}/min", "bpm", "rpm", "1/min"]);
  for (const code of ["264864", "MDC_DIM_BEAT_PER_MIN", "264928", "MDC_DIM_RESP_PER_MIN"]) rate.add(code);
  const share = new Set(["", "%", "262688", "MDC_DIM_PERCENT"]);
  const pressure = new Set(["", "mm[Hg]", "mmHg", "mmhg", "266016", "MDC_DIM_MMHG"]);
  return {
    heartRate: rate,
    respiratoryRate: rate,
    spo2: share,
    systolic: pressure,
    diastolic: pressure,
    meanArterial: pressure,
  };
})();

const valueOf = (vital: MinuteVital, text: string, unit: string): number | undefined => {
  if (vital === "tempCx10") {
    if (CELSIUS.has(unit)) return scaled(text, 1);
    const tenths = FAHRENHEIT.has(unit) ? scaled(text, 1) : undefined;
    return tenths === undefined ? undefined : Math.round(((tenths - 320) * 5) / 9);
  }
  if (WHOLE_UNITS[vital].has(unit)) return scaled(text, 0);
  const isPressure = vital === "systolic" || vital === "diastolic" || vital === "meanArterial";
  const tenths = isPressure && KPA.has(unit) ? scaled(text, 1) : undefined;
  return tenths === undefined ? undefined : Math.round(tenths * 0.750_061_58);
};

/** OBX-8, interpretation and reasons (HL7 table 0078 and IHE PCD): why there is no value. */
const states: Readonly<Record<string, TechnicalState>> = {
  INV: "poor-signal",
  QUES: "poor-signal",
  NAV: "poor-signal",
  ">": "out-of-range",
  "<": "out-of-range",
  OFF: "probe-off",
};

export interface Oru {
  /** Names by which the file of sensors may know the monitor, the most exact first. */
  readonly names: readonly string[];
  readonly sample: Sample;
}

const takeObx = (
  message: Hl7Message,
  obx: Segment,
  into: {
    values: Partial<Record<MinuteVital, number>>;
    unusable: Set<MinuteVital>;
    states: Set<TechnicalState>;
  },
): boolean => {
  const vital =
    vitalByCode.get(component(message, obx, 3, 1)) ??
    vitalByCode.get(component(message, obx, 3, 2)) ??
    vitalByCode.get(component(message, obx, 3, 4));
  if (vital === undefined) return false;
  const text = component(message, obx, 5);
  const unit = component(message, obx, 6);
  const isNumeric = ["NM", "SN", ""].includes(component(message, obx, 2));
  const number = isNumeric ? valueOf(vital, text, unit) : undefined;
  const state = states[component(message, obx, 8)];
  if (state) into.states.add(state);
  // X: results cannot be obtained; D: deleted; W: wrong.
  const isVoid = ["X", "D", "W"].includes(component(message, obx, 11)) || text === "" || state !== undefined;
  if (isVoid || number === undefined) into.unusable.add(vital);
  else into.values[vital] = number;
  return true;
};

/**
 * Reads an unsolicited observation (ORU^R01) of one monitor. Only what was measured is read: the patient's segments are
 * not looked at, because the assignment of the bed decides whose it is. [ED5] [ED11]
 */
export const readOru = (message: Hl7Message): Result<Oru, IntakeErrorCode> => {
  const msh = segmentOf(message, "MSH");
  if (component(message, msh, 9, 1) !== "ORU" || component(message, msh, 9, 2) !== "R01")
    return err("not-understood");
  const into = { values: {}, unusable: new Set<MinuteVital>(), states: new Set<TechnicalState>() };
  const names = new Set<string>();
  let isAny = false;
  let at: number | undefined;
  for (const obx of message.segments.filter(({ name }) => name === "OBX")) {
    isAny = takeObx(message, obx, into) || isAny;
    at ??= timeOf(component(message, obx, 14));
    names.add(component(message, obx, 18));
  }
  if (!isAny) return err("no-values");
  at ??= timeOf(component(message, segmentOf(message, "OBR"), 7));
  const pv1 = segmentOf(message, "PV1");
  names.add([1, 2, 3].map((c) => component(message, pv1, 3, c)).join("^"));
  names.add(component(message, msh, 4));
  names.add(component(message, msh, 3));
  return ok({
    names: [...names].filter((name) => name.replaceAll("^", "") !== ""),
    sample: {
      measuredAt: at,
      sentAt: timeOf(component(message, msh, 7)),
      sequence: undefined,
      values: into.values,
      unusable: [...into.unusable].filter((vital) => !(vital in into.values)),
      states: [...into.states],
    },
  });
};
