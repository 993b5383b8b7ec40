export const rights = {
  "rights.none": "Your role does not allow this",
  "rights.none.long":
    "Nothing was changed. If you need it for your work, ask an administrator to add the role.",
  "rights.noPatients": "No patients here yet.",
} as const;
