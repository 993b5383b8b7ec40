/** What has become of one's own records that did not enter by themselves. */
export const fate = {
  "fate.open": "An administrator has it and has not decided yet.",
  "fate.accepted": "An administrator has accepted it: it is in the patient's record under your name.",
  "fate.rejected": "An administrator has rejected it: it is kept, outside the patient's record.",
  "fate.by": "{name}: “{reason}”",
  "fate.elsewhere": "Handed in from another device",
  "fate.elsewhere.long": "Records of yours that came from a device which had to go.",
  "fate.count.open":
    "{n, plural, one {# record waits for an administrator} other {# records wait for an administrator}}",
  "fate.count.accepted":
    "{n, plural, one {# record is in the patient's record under your name} other {# records are in the patients' records under your name}}",
  "fate.count.rejected": "{n, plural, one {# record was rejected} other {# records were rejected}}",
} as const;
