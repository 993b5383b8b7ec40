/** Names and identifiers of Indian patients: reading them in any script, comparing, and finding them again. */
export { type AgeFacts, CLOSE_AGE_YEARS, CONTRADICTING_AGE_YEARS, ageGap, ageOn } from "./age.ts";
export {
  type NameLikeness,
  bestLikeness,
  compareNames,
  compareParsed,
  tokensAgree,
} from "./compare-names.ts";
export {
  type DuplicateCandidate,
  type KnownPatient,
  type PreparedCandidate,
  prepareCandidate,
} from "./duplicate-candidate.ts";
export {
  type Duplicate,
  type DuplicateOptions,
  type DuplicateReason,
  type DuplicateReasonCode,
  type DuplicateStrength,
  comparePrepared,
  findDuplicates,
} from "./duplicate.ts";
export { boundedEditDistance } from "./edit-distance.ts";
export {
  abhaWarning,
  formatAbha,
  isMobilePhone,
  normaliseAbha,
  normaliseCard,
  normalisePhone,
  passesLuhn,
} from "./identifiers.ts";
export { CLOSE_JARO_WINKLER, jaro, jaroWinkler } from "./jaro-winkler.ts";
export { type NameToken, type ParsedName, nameKey, nameKeys, parseName } from "./name-key.ts";
export { looseKey, skeleton } from "./skeleton.ts";
export { type Relation } from "./titles.ts";
export { latinDigits, normaliseText, toRoman } from "./transliterate.ts";
export { type SearchEntry, type SearchIndex, createSearchIndex, loadSearchIndex } from "./search-index.ts";
export { type How as SearchHow } from "./search-match.ts";
export { type SearchHit } from "./search-rank.ts";
