/**
 * What a patient's record may be used for. The codes are those of ABDM's consent requests, a part of HL7's v3
 * PurposeOfUse value set (http://terminology.hl7.org/ValueSet/v3-PurposeOfUse; the list as the reference consent
 * manager publishes it: https://github.com/ProjectEKA/projecteka.github.io/wiki/Meta-Codes). `insurance` is ABDM's
 * HPAYMT: a check whether somebody is covered.
 */
export const purposeCodes = {
  care: "CAREMGT",
  insurance: "HPAYMT",
  research: "DSRCH",
} as const;
export type Purpose = keyof typeof purposeCodes;
export const purposes = Object.keys(purposeCodes) as readonly Purpose[];
export const isPurpose = (value: unknown): value is Purpose =>
  (purposes as readonly unknown[]).includes(value);

/**
 * Every code that the access log may name: the three above, ABDM's other three, and two of the same HL7 value set for
 * reads that are nobody's care: HSYSADMIN (a device is administered) and HCOMPL (an auditor or an erasure).
 */
export const accessPurposeCodes = [
  "CAREMGT",
  "HPAYMT",
  "DSRCH",
  "BTG",
  "PUBHLTH",
  "PATRQT",
  "HSYSADMIN",
  "HCOMPL",
] as const;
export type AccessPurposeCode = (typeof accessPurposeCodes)[number];

/** The display texts of the value set, for files that other systems read. */
export const purposeDisplays: Readonly<Record<AccessPurposeCode, string>> = {
  CAREMGT: "Care Management",
  HPAYMT: "Healthcare Payment",
  DSRCH: "Disease Specific Healthcare Research",
  BTG: "Break the Glass",
  PUBHLTH: "Public Health",
  PATRQT: "Self Requested",
  HSYSADMIN: "Health System Administration",
  HCOMPL: "Health Compliance",
};
