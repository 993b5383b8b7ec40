import { CLOSE_AGE_YEARS, CONTRADICTING_AGE_YEARS } from "./age.ts";
import {
  type Agreement,
  type DuplicateCandidate,
  type KnownPatient,
  type PreparedCandidate,
  agreementOf,
  isContradicted,
  isSameSexAndAge,
  prepareCandidate,
} from "./duplicate-candidate.ts";

export type DuplicateStrength = "certain" | "likely" | "possible";

export type DuplicateReasonCode =
  | "same-abha"
  | "same-card"
  | "same-phone"
  | "abdm-returning-patient"
  | "same-name"
  | "close-name"
  | "partial-name"
  | "given-name"
  | "same-birth-date"
  | "close-age"
  | "same-sex"
  | "same-village"
  | "same-relation-name"
  | "name-differs"
  | "sex-differs"
  | "age-differs"
  | "abha-differs";

export interface DuplicateReason {
  readonly code: DuplicateReasonCode;
  /** Numbers for the message, such as `years`: never a name or a number of the other patient. */
  readonly params: Readonly<Record<string, number>>;
}

export interface Duplicate {
  readonly patientId: string;
  readonly strength: DuplicateStrength;
  /** Identifiers first, then what agrees, then what contradicts. */
  readonly reasons: readonly DuplicateReason[];
}

export interface DuplicateOptions {
  /** The day ages are compared on. */
  readonly todayIso: string;
  /** At most this many, best first; all when absent. */
  readonly limit?: number;
}

const STRENGTHS: readonly DuplicateStrength[] = ["certain", "likely", "possible"];

/**
 * The registered patients a new one may be, best first, each with its reasons. It only warns: nothing here merges
 * records. Order is by strength, then by number of agreeing reasons, then by patient id.
 */
export const findDuplicates = (
  candidate: DuplicateCandidate,
  others: Iterable<KnownPatient>,
  { todayIso, limit }: DuplicateOptions,
): Duplicate[] => {
  const mine = prepareCandidate(candidate);
  const found: Duplicate[] = [];
  for (const other of others) {
    const judged = comparePrepared(mine, prepareCandidate(other), todayIso);
    if (judged !== undefined) found.push({ patientId: other.patientId, ...judged });
  }
  const weight = (one: Duplicate): number =>
    one.reasons.filter(({ code }) => !code.endsWith("-differs")).length;
  found.sort(
    (a, b) =>
      STRENGTHS.indexOf(a.strength) - STRENGTHS.indexOf(b.strength) ||
      weight(b) - weight(a) ||
      (a.patientId < b.patientId ? -1 : 1),
  );
  return limit === undefined ? found : found.slice(0, limit);
};

/** Judges one prepared pair; undefined when nothing suggests one person. */
export const comparePrepared = (
  a: PreparedCandidate,
  b: PreparedCandidate,
  todayIso: string,
): Omit<Duplicate, "patientId"> | undefined => {
  const agreement = agreementOf(a, b, todayIso);
  const strength = agreement === undefined ? undefined : judge(agreement);
  return agreement === undefined || strength === undefined
    ? undefined
    : { strength, reasons: reasonsOf(agreement) };
};

/**
 * The rule. An ABHA or card number settles it unless name, sex or age contradicts (families share cards, and clerks
 * type the wrong number). A phone alone settles nothing: families share it.
 */
const judge = (at: Agreement): DuplicateStrength | undefined => {
  const contradicted = isContradicted(at);
  if (at.abha === true || at.card) return contradicted || at.name === "different" ? "likely" : "certain";
  const closeName = at.name === "same" || at.name === "close";
  const samePerson = isSameSexAndAge(at);
  if (closeName && (at.phone || (samePerson && (at.village || at.relation)))) {
    return contradicted ? "possible" : "likely";
  }
  if (at.phone) return "possible";
  if (contradicted) return undefined;
  if (closeName) return samePerson || (at.village && at.relation) ? "possible" : undefined;
  return at.name === "partial" && samePerson && (at.village || at.relation) ? "possible" : undefined;
};

const NAME_REASONS: Readonly<Record<Exclude<Agreement["name"], "unknown">, DuplicateReasonCode>> = {
  same: "same-name",
  close: "close-name",
  partial: "partial-name",
  given: "given-name",
  different: "name-differs",
};

type Check = [holds: boolean, code: DuplicateReasonCode, params?: Record<string, number>];

const named = (likeness: keyof typeof NAME_REASONS): Check => [true, NAME_REASONS[likeness]];

const reasonsOf = (at: Agreement): DuplicateReason[] => {
  const gap = at.ageYearsApart;
  const years = Math.round(gap ?? 0);
  const closeName = at.name === "same" || at.name === "close";
  const checks: Check[] = [
    [at.abha === true, "same-abha"],
    [at.card, "same-card"],
    [at.phone && closeName && isSameSexAndAge(at), "abdm-returning-patient", { years }],
    [at.phone, "same-phone"],
    ...(at.name === "unknown" || at.name === "different" ? [] : [named(at.name)]),
    [at.birthDate, "same-birth-date"],
    [gap !== undefined && gap <= CLOSE_AGE_YEARS && !at.birthDate, "close-age", { years }],
    [at.sex === true, "same-sex"],
    [at.village, "same-village"],
    [at.relation, "same-relation-name"],
    [at.name === "different", "name-differs"],
    [at.sex === false, "sex-differs"],
    [gap !== undefined && gap > CONTRADICTING_AGE_YEARS, "age-differs", { years }],
    [at.abha === false, "abha-differs"],
  ];
  return checks.filter(([holds]) => holds).map(([, code, params]) => ({ code, params: params ?? {} }));
};
