import { type AgeFacts, ageGap } from "./age.ts";
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

/** A candidate with its names parsed and numbers normalised: prepare once when comparing with many. */
export interface PreparedCandidate {
  readonly names: readonly ParsedName[];
  readonly relations: readonly ParsedName[];
  readonly village: readonly ParsedName[];
  readonly sex: string | undefined;
  readonly age: AgeFacts;
  readonly phone: string | undefined;
  readonly abha: string | undefined;
  readonly card: string | undefined;
}

/** Parses and normalises once what `comparePrepared` needs many times. */
export const prepareCandidate = (candidate: DuplicateCandidate): PreparedCandidate => {
  const names = candidate.names.map(parseName);
  const relations = names.flatMap((name) => (name.relationName === undefined ? [] : [name.relationName]));
  if (candidate.relationName !== undefined) relations.push(candidate.relationName);
  return {
    names,
    relations: relations.map(parseName),
    village: candidate.village === undefined ? [] : [parseName(candidate.village)],
    sex: knownSex(candidate.sex),
    age: ageFacts(candidate),
    phone: candidate.phone === undefined ? undefined : normalisePhone(candidate.phone),
    abha: candidate.abha === undefined ? undefined : normaliseAbha(candidate.abha),
    card: candidate.card === undefined ? undefined : normaliseCard(candidate.card),
  };
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

const hasName = (person: PreparedCandidate): boolean => person.names.some((name) => name.tokens.length > 0);

const isSameName = (likeness: NameLikeness): boolean => likeness === "same" || likeness === "close";

/** Compares field by field and judges nothing: the rule is in `judge`. */
export const agreementOf = (a: PreparedCandidate, b: PreparedCandidate, todayIso: string): Agreement => ({
  name: hasName(a) && hasName(b) ? bestLikeness(a.names, b.names) : "unknown",
  sex: equal(a.sex, b.sex),
  ageYearsApart: ageGap(a.age, b.age, todayIso),
  birthDate: equal(a.age.birthDate, b.age.birthDate) === true,
  phone: equal(a.phone, b.phone) === true,
  abha: equal(a.abha, b.abha),
  card: equal(a.card, b.card) === true,
  village: isSameName(bestLikeness(a.village, b.village)),
  relation: isSameName(bestLikeness(a.relations, b.relations)),
});
