/** Traces: what is erased by law, who looked at what, what a patient allowed. */
export const traces = {
  "code.erased": "This patient was erased by law. Nothing may be written about them any more.",
  "code.unknown-patient": "There is no patient with this id.",
  "code.already-erased": "This patient was erased already.",
} as const;
