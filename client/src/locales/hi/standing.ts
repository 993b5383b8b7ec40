/** What became of a reading or a record, beyond "here" and "sent". */
export const standing = {
  "reading.settles": "इस माप के दो मान हैं। एक को सुधारने पर नया मान दोनों की जगह लेगा।",
} as const;
