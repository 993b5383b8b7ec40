/** What became of a reading or a record, beyond "here" and "sent". */
export const standing = {
  "reading.settles": "Two values stand for this measurement. Correcting one takes the place of both.",
} as const;
