/** Identity and identifier fields that have a name in every language. */
const known = [
  "name",
  "nameLocal",
  "sex",
  "birthDate",
  "ageYears",
  "phone",
  "relationName",
  "village",
  "address",
  "card",
  "abha",
  "mrn",
] as const;
export type KnownIdentity = (typeof known)[number];

export const isKnownIdentity = (field: string): field is KnownIdentity =>
  (known as readonly string[]).includes(field);
