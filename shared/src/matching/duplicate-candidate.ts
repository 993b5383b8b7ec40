import { type AgeFacts, CLOSE_AGE_YEARS, CONTRADICTING_AGE_YEARS, ageGap } from "./age.ts";
import { type NameLikeness, bestLikeness } from "./compare-names.ts";
import { normaliseAbha, normaliseCard, normalisePhone } from "./identifiers.ts";
import { type ParsedName, parseName } from "./name-key.ts";

/** A person as registration knows them, or is about to. Every field but the names may be missing. */
export interface DuplicateCandidate extends AgeFacts {
  /** Every recorded form of the name, for example one per script. */
  readonly names: readonly string[];
  readonly sex?: string;
  readonly phone?: string;
  readonly abha?: string;
  readonly card?: string;
  readonly village?: string;
  /** Father's, husband's or mother's name. One written into a name (S/o …) is found there. */
  readonly relationName?: string;
}

export interface KnownPatient extends DuplicateCandidate {
  readonly patientId: string;
}

/**
 * A candidate with its numbers normalised, and its names parsed when first asked for: prepare once when comparing with
 * many. Of ten thousand patients nearly all are ruled out by sex and age, before any name is read.
 */
export interface PreparedCandidate {
  readonly names: () => readonly ParsedName[];
  readonly relations: () => readonly ParsedName[];
  readonly village: () => readonly ParsedName[];
  readonly sex: string | undefined;
  readonly age: AgeFacts;
  readonly phone: string | undefined;
  readonly abha: string | undefined;
  readonly card: string | undefined;
}

/** Normalises once what `comparePrepared` needs many times. */
export const prepareCandidate = (candidate: DuplicateCandidate): PreparedCandidate => {
  const names = once(() => candidate.names.map(parseName));
  return {
    names,
    relations: once(() => {
      const written = names().flatMap((name) => (name.relationName === undefined ? [] : [name.relationName]));
      return [...written, ...(candidate.relationName === undefined ? [] : [candidate.relationName])].map(
        parseName,
      );
    }),
    village: once(() => (candidate.village === undefined ? [] : [parseName(candidate.village)])),
    sex: knownSex(candidate.sex),
    age: ageFacts(candidate),
    phone: candidate.phone === undefined ? undefined : normalisePhone(candidate.phone),
    abha: candidate.abha === undefined ? undefined : normaliseAbha(candidate.abha),
    card: candidate.card === undefined ? undefined : normaliseCard(candidate.card),
  };
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

const knownSex = (sex: string | undefined): string | undefined => {
  const folded = sex?.trim().toLowerCase();
  return folded === undefined || folded === "" || folded === "unknown" ? undefined : folded;
};

const ageFacts = ({ birthDate, ageYears, ageAsOf }: AgeFacts): AgeFacts => ({
  ...(birthDate === undefined ? {} : { birthDate }),
  ...(ageYears === undefined ? {} : { ageYears }),
  ...(ageAsOf === undefined ? {} : { ageAsOf }),
});

/** Everything two people agree or disagree on; undefined means that one of them does not say. */
export interface Agreement {
  /** `unknown` for a newborn who has no name of its own yet ("B/o Sunita"). */
  readonly name: NameLikeness | "unknown";
  readonly sex: boolean | undefined;
  readonly ageYearsApart: number | undefined;
  readonly birthDate: boolean;
  readonly phone: boolean;
  readonly abha: boolean | undefined;
  readonly card: boolean;
  readonly village: boolean;
  readonly relation: boolean;
}

const equal = <T>(a: T | undefined, b: T | undefined): boolean | undefined =>
  a === undefined || b === undefined ? undefined : a === b;

/** Whether sex, age or ABHA number say that these are two people. */
export const isContradicted = (at: Pick<Agreement, "sex" | "ageYearsApart" | "abha">): boolean =>
  at.sex === false || at.abha === false || (at.ageYearsApart ?? 0) > CONTRADICTING_AGE_YEARS;

/** Same sex and an age within the tolerance, both known. */
export const isSameSexAndAge = (at: Pick<Agreement, "sex" | "ageYearsApart">): boolean =>
  at.sex === true && at.ageYearsApart !== undefined && at.ageYearsApart <= CLOSE_AGE_YEARS;

/**
 * Compares field by field; the rule is in `judge`. Undefined when nothing but a name could speak for one person, which
 * the rule never takes as enough: the costly part, comparing names, is then left out.
 */
export const agreementOf = (
  a: PreparedCandidate,
  b: PreparedCandidate,
  todayIso: string,
): Agreement | undefined => {
  const facts = {
    sex: equal(a.sex, b.sex),
    ageYearsApart: ageGap(a.age, b.age, todayIso),
    birthDate: equal(a.age.birthDate, b.age.birthDate) === true,
    phone: equal(a.phone, b.phone) === true,
    abha: equal(a.abha, b.abha),
    card: equal(a.card, b.card) === true,
  };
  if (!facts.phone && facts.abha !== true && !facts.card) {
    if (isContradicted(facts)) return undefined;
    if (!isSameSexAndAge(facts) && !(samePlace(a, b) && sameRelation(a, b))) return undefined;
  }
  const named = hasName(a) && hasName(b);
  return {
    ...facts,
    name: named ? bestLikeness(a.names(), b.names()) : "unknown",
    village: samePlace(a, b),
    relation: sameRelation(a, b),
  };
};

const hasName = (person: PreparedCandidate): boolean => person.names().some((name) => name.tokens.length > 0);
const samePlace = (a: PreparedCandidate, b: PreparedCandidate): boolean =>
  isClose(bestLikeness(a.village(), b.village()));

/** A father is "Suresh" on one form and "Suresh Yadav" on the next: one name within the other is enough. */
const sameRelation = (a: PreparedCandidate, b: PreparedCandidate): boolean => {
  const likeness = bestLikeness(a.relations(), b.relations());
  return isClose(likeness) || likeness === "partial";
};

const isClose = (likeness: NameLikeness): boolean => likeness === "same" || likeness === "close";
