/** Rows of the projection: what lists, search and boards read. No document is opened to show them. */
export interface LatestVitals {
  readonly measuredAtMs: number;
  /** Scaled integer fields by name; the newest value of each, with its own time where older. */
  readonly values: Readonly<Record<string, number | string | boolean>>;
  /** Only where it differs from `measuredAtMs`. */
  readonly timesMs: Readonly<Record<string, number>>;
  /** Fields whose value is one of several written for the same measurement, until a person has decided. Mostly none. */
  readonly rivals?: readonly string[];
}
export interface PatientRow {
  readonly id: string;
  readonly site: string;
  readonly careSites: readonly string[];
  readonly name: string;
  readonly nameLocal: string | undefined;
  readonly sex: string | undefined;
  readonly birthDate: string | undefined;
  readonly ageYears: number | undefined;
  readonly ageAsOf: string | undefined;
  readonly phone: string | undefined;
  readonly village: string | undefined;
  readonly relationName: string | undefined;
  readonly cards: readonly string[];
  readonly abha: string | undefined;
  readonly demo: boolean;
  readonly conflictCount: number;
  readonly latest: LatestVitals | undefined;
  readonly readingCount: number;
  /** Local changes of this patient that are not on the relay yet. */
  readonly pendingCount: number;
  readonly lastActivityMs: number;
}
/** Values written for the same thing wait for a person: in what is known of the patient, or in the vitals shown. */
export const hasTwoValues = ({ conflictCount, latest }: PatientRow): boolean =>
  conflictCount > 0 || latest?.rivals !== undefined;

/** The first rows of an ordered list, and how long the whole list is. */
export interface PatientPage {
  readonly rows: readonly PatientRow[];
  readonly total: number;
}

export interface ReadingView {
  readonly id: string;
  readonly measuredAtMs: number;
  readonly author: string;
  readonly source: string;
  readonly values: Readonly<Record<string, number | string | boolean>>;
  readonly confirmed: readonly string[];
  readonly notMeasured: Readonly<Record<string, string>>;
  readonly note: string | undefined;
  readonly state: "current" | "superseded" | "retracted" | "rival";
  readonly supersedes: string | undefined;
  /** Other standing values of the same measurement; a correction of this one takes the place of them all. [RC6] */
  readonly rivals: readonly string[];
  readonly reason: string | undefined;
  /** Where this reading is known to be; `received` also for what came from the relay. */
  readonly stage: "saved" | "received" | "refused";
}
export interface DuplicateReason {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
export interface RecordRow {
  readonly key: string;
  /** Of the change, hex: by it the relay names what has become of it. */
  readonly hash: string;
  readonly patientId: string;
  readonly patientName: string;
  readonly what: "patient" | "reading" | "correction" | "edit" | "other";
  readonly savedAtMs: number;
  readonly stage: "saved" | "received" | "refused";
  readonly receivedAtMs: number | undefined;
  readonly refusalCode: string | undefined;
}
