import { useCallback, useEffect, useMemo, useReducer } from "react";
import { useDirty } from "../../app/dirty.ts";
import { useNow } from "../../app/use-now.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import type { ReadingView } from "../../data/rows.ts";
import { contextOf } from "../../ui/clinical/person.ts";
import { CaptureHeader } from "./capture-header.tsx";
import { captureOf, chosenStepOrder, keepDraft, loadDraft } from "./draft.ts";
import { type Capture, hasEntries, isReview, startCapture } from "./model.ts";
import { Review } from "./review.tsx";
import { StepPad } from "./step-pad.tsx";
import { type CaptureAction, updateCapture } from "./update.ts";
import { useSave } from "./use-save.ts";
import { Saved } from "./saved.tsx";

interface Props {
  readonly detail: PatientDetail;
  readonly corrected: ReadingView | undefined;
  readonly onLeave: () => void;
  readonly onNextPatient: () => void;
}

/** Keypad → review → saved. The draft outlives a reload until it is saved. */
export const CaptureFlow = ({ detail, corrected, onLeave, onNextPatient }: Props) => {
  const { row } = detail;
  const nowMs = useNow();
  const context = useMemo(() => contextOf(row, nowMs), [row, nowMs]);
  const [capture, dispatch] = useReducer(
    (state: Capture, action: CaptureAction) => updateCapture(state, action, context),
    undefined,
    () =>
      loadDraft(row.id, corrected?.id) ??
      (corrected ? captureOf(corrected) : startCapture(chosenStepOrder())),
  );
  const { state, save } = useSave(row.id, corrected?.id);
  const isSaved = state.phase === "saved";
  const dirty = hasEntries(capture) && !isSaved;
  useDirty(dirty);
  useEffect(() => {
    keepDraft(row.id, corrected?.id, dirty ? capture : undefined);
  }, [row.id, corrected?.id, dirty, capture]);
  const back = useCallback(() => {
    if (isReview(capture) || capture.at > 0) dispatch({ type: "previous" });
    else onLeave();
  }, [capture, onLeave]);

  if (state.phase === "saved")
    return <Saved row={row} savedAtMs={state.savedAtMs} onNextPatient={onNextPatient} onPatient={onLeave} />;
  return (
    <>
      <CaptureHeader
        row={row}
        capture={capture}
        isCorrection={corrected !== undefined}
        onBack={back}
        onLeave={onLeave}
      />
      {isReview(capture) ? (
        <Review
          capture={capture}
          context={context}
          corrected={corrected}
          state={state}
          dispatch={dispatch}
          onSave={save}
        />
      ) : (
        <StepPad capture={capture} context={context} latest={row.latest} dispatch={dispatch} />
      )}
    </>
  );
};
