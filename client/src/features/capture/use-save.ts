import { useCallback, useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import type { ReadingInput } from "../../data/app-data.ts";
import { keepDraft } from "./draft.ts";

export type SaveState =
  | { readonly phase: "idle" }
  | { readonly phase: "saving" }
  | { readonly phase: "saved"; readonly savedAtMs: number }
  | { readonly phase: "not-saved"; readonly code: string };

/**
 * Saves a reading, or a correction of one. "saved" is reached only when the data layer says that the device has it:
 * a thrown error, too, is "not saved". [CL1]
 */
export const useSave = (patientId: string, corrects: string | undefined) => {
  const data = useAppData();
  const [state, setState] = useState<SaveState>({ phase: "idle" });
  const save = useCallback(
    (input: ReadingInput, reason: string) => {
      setState({ phase: "saving" });
      const saving =
        corrects === undefined
          ? data.saveReading(patientId, input)
          : data.correctReading(patientId, corrects, input, reason);
      void saving.then(
        async (result) => {
          // Before the words: after a crash nobody must be offered to save the same visit again. [VA8]
          if (result.ok) await keepDraft(data.drafts, patientId, corrects, undefined);
          setState(
            result.ok
              ? { phase: "saved", savedAtMs: result.savedAtMs }
              : { phase: "not-saved", code: result.code },
          );
        },
        () => setState({ phase: "not-saved", code: "unexpected" }),
      );
    },
    [data, patientId, corrects],
  );
  return { state, save };
};
