/** What a record says about age: a birth date, or an age with the day it was true. */
export interface AgeFacts {
  /** YYYY, YYYY-MM or YYYY-MM-DD. */
  readonly birthDate?: string;
  readonly ageYears?: number;
  readonly ageAsOf?: string;
}

/** ABDM's returning-patient rule: age within two years (ABDM docs, "New vs Returning Patients"). */
export const CLOSE_AGE_YEARS = 2;

/** A gap beyond this contradicts identity: more than twice the tolerance, so guessed ages do not trip it. */
export const CONTRADICTING_AGE_YEARS = 5;

/** Day counts are approximate on purpose: ages given by mouth are not exact to the month. */
const DAYS_PER_YEAR = 365.25;

/** Age in years (fractions kept) on `todayIso`; undefined when nothing usable is recorded. An age grows from `ageAsOf`. */
export const ageOn = (facts: AgeFacts, todayIso: string): number | undefined => {
  const today = dayNumber(todayIso);
  const born = facts.birthDate === undefined ? undefined : dayNumber(facts.birthDate);
  if (born !== undefined && today !== undefined) return (today - born) / DAYS_PER_YEAR;
  if (facts.ageYears === undefined || !Number.isFinite(facts.ageYears)) return undefined;
  const asOf = facts.ageAsOf === undefined ? undefined : dayNumber(facts.ageAsOf);
  // An age in whole years means "between this and the next birthday": half a year is the least wrong guess.
  const stated = Number.isInteger(facts.ageYears) ? facts.ageYears + 0.5 : facts.ageYears;
  return stated + (asOf === undefined || today === undefined ? 0 : (today - asOf) / DAYS_PER_YEAR);
};

/** Years between two ages on one day, or undefined when either is unknown. */
export const ageGap = (a: AgeFacts, b: AgeFacts, todayIso: string): number | undefined => {
  const x = ageOn(a, todayIso);
  const y = ageOn(b, todayIso);
  return x === undefined || y === undefined ? undefined : Math.abs(x - y);
};

/** Days since 1970-01-01 of an ISO date; a missing month or day is the middle of the year or month. */
const dayNumber = (iso: string): number | undefined => {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(iso);
  if (match === null) return undefined;
  const month = match[2] === undefined ? 7 : Number(match[2]);
  const day = match[3] === undefined ? (match[2] === undefined ? 1 : 15) : Number(match[3]);
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return Date.UTC(Number(match[1]), month - 1, day) / 86_400_000;
};
