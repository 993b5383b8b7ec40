import { type EffectiveReading } from "@arogyasync/shared/records";
import type { LatestVitals } from "../../data/rows.ts";
/** What the projection keeps of one `vitals` document: enough for every list, so that none of them opens it. */
export interface VitalsPart {
    /** Readings that stand (not superseded, not retracted). */
    readonly count: number;
    readonly unreadableCount: number;
    readonly lastActivityMs: number;
    readonly latest: LatestVitals | undefined;
}
/** The measured values of a reading, by field, in the order forms show them. */
export declare const valuesOf: (reading: Readonly<Record<string, unknown>>) => Record<string, number | string | boolean>;
/** The newest standing value of each vital; `readings` may be in any order. */
export declare const latestOf: (readings: readonly EffectiveReading[]) => LatestVitals | undefined;
/** Of two summaries, per vital the newer value. */
export declare const newerOf: (a: LatestVitals | undefined, b: LatestVitals | undefined) => LatestVitals | undefined;
/** Summarises a `vitals` document. */
export declare const vitalsPart: (doc: {
    readonly readings?: Readonly<Record<string, unknown>> | undefined;
}) => VitalsPart;
