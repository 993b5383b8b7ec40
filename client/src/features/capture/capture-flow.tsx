import { useCallback, useEffect, useMemo, useReducer, useState } from "react";
import { browserClock } from "../../app/platform/clock.ts";
import { useDirty } from "../../app/dirty.ts";
import { useAppData } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import type { ReadingView } from "../../data/rows.ts";
import { contextOf } from "../../ui/clinical/person.ts";
import { CaptureHeader } from "./capture-header.tsx";
import { chosenStepOrder } from "../../widgets/step-choice.ts";
import { captureOf, keepDraft, loadDraft } from "./draft.ts";
import { type Capture, hasEntries, isReview, startCapture } from "./model.ts";
import { Review } from "./review.tsx";
import { Resumed } from "./resumed.tsx";
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

/** Keypad → review → saved. The draft outlives a reload and a lock until it is saved. */
export const CaptureFlow = ({ detail, corrected, onLeave, onNextPatient }: Props) => {
  const { row } = detail;
  const { drafts } = useAppData();
  const nowMs = useNow();
  const context = useMemo(() => contextOf(row, nowMs), [row, nowMs]);
  const corrects = corrected?.id;
  const fresh = (): Capture => (corrected ? captureOf(corrected) : startCapture(chosenStepOrder()));
  const [found] = useState(() => loadDraft(drafts, row.id, corrects, browserClock.now()));
  const [resumed, setResumed] = useState(found);
  const [capture, dispatch] = useReducer(
    (state: Capture, action: CaptureAction | { readonly type: "start-over" }) =>
      action.type === "start-over" ? fresh() : updateCapture(state, action, context),
    undefined,
    () => found?.capture ?? fresh(),
  );
  const { state, save } = useSave(row.id, corrects);
  const isSaved = state.phase === "saved";
  const dirty = hasEntries(capture) && !isSaved;
  useDirty(dirty);
  useEffect(() => {
    void keepDraft(drafts, row.id, corrects, dirty ? { capture, keptAtMs: browserClock.now() } : undefined);
  }, [drafts, row.id, corrects, dirty, capture]);
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
      {resumed && (
        <Resumed
          keptAtMs={resumed.keptAtMs}
          onStartOver={() => {
            setResumed(undefined);
            dispatch({ type: "start-over" });
          }}
        />
      )}
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
