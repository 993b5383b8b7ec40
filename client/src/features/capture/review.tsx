import { useState } from "react";
import { type VitalContext, checkReading } from "@arogyasync/shared/vitals";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useNow } from "../../app/use-now.ts";
import type { ReadingInput } from "../../data/app-data.ts";
import type { ReadingView } from "../../data/rows.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import { type Capture, hasEntries, valuesOf } from "./model.ts";
import { MoreDetails, localInstant } from "./more-details.tsx";
import { type CorrectionReason, ReasonChoice } from "./reason-choice.tsx";
import { ReviewIssues } from "./review-issues.tsx";
import { ReviewItem } from "./review-item.tsx";
import styles from "./review.module.css";
import type { CaptureAction } from "./update.ts";
import type { SaveState } from "./use-save.ts";

interface Props {
  readonly capture: Capture;
  readonly context: VitalContext;
  readonly corrected: ReadingView | undefined;
  readonly state: SaveState;
  readonly dispatch: (action: CaptureAction) => void;
  readonly onSave: (input: ReadingInput, reason: string) => void;
}

/** Every value once more, large; a tap opens its step. Saving is open only when nothing is left to ask. */
export const Review = ({ capture, context, corrected, state, dispatch, onSave }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const nowMs = useNow();
  const [note, setNote] = useState(corrected?.note ?? "");
  const [measuredAt, setMeasuredAt] = useState("");
  const [reason, setReason] = useState<CorrectionReason>();
  const values = valuesOf(capture);
  const { issues } = checkReading(values, context);
  const open = issues.filter(
    ({ verdict, fields }) =>
      verdict === "refuse" || fields.some((field) => !capture.confirmed.includes(field)),
  );
  const measuredAtMs = measuredAt === "" ? corrected?.measuredAtMs : localInstant(measuredAt);
  const inFuture = measuredAtMs !== undefined && measuredAtMs > nowMs + 60_000;
  const isEmpty = !hasEntries(capture);
  const needsReason = corrected !== undefined && reason === undefined;
  const saving = state.phase === "saving";
  const save = (): void =>
    onSave(
      {
        values: values as ReadingInput["values"],
        confirmed: capture.confirmed,
        notMeasured: capture.notMeasured,
        ...(note.trim() === "" ? {} : { note: note.trim() }),
        ...(measuredAtMs === undefined ? {} : { measuredAtMs }),
      },
      reason ?? "",
    );
  return (
    <div className={stack.stack}>
      <h1>{t("review.title")}</h1>
      <ReviewIssues issues={open} dispatch={dispatch} />
      <ul className={styles.list}>
        {capture.steps.map((step) => (
          <li key={step}>
            <ReviewItem step={step} capture={capture} values={values} context={context} dispatch={dispatch} />
          </li>
        ))}
      </ul>
      {corrected && <ReasonChoice reason={reason} onChange={setReason} />}
      <MoreDetails
        note={note}
        onNote={setNote}
        measuredAt={measuredAt}
        onMeasuredAt={setMeasuredAt}
        error={inFuture ? t("review.inFuture") : undefined}
      />
      <div className={styles.foot}>
        {state.phase === "not-saved" && (
          <Banner tone="danger" role="alert" title={t("save.failed")} data-testid="not-saved">
            <p>{t("save.failed.body", { reason: codeText("code", state.code) })}</p>
          </Banner>
        )}
        {isEmpty && <p className={stack.muted}>{t("review.empty")}</p>}
        {needsReason && <p className={stack.muted}>{t("review.needsReason")}</p>}
        <Button
          kind="primary"
          wide
          data-testid="review-save"
          disabled={saving || isEmpty || needsReason || inFuture || open.length > 0}
          onClick={save}
        >
          {saving ? t("save.saving") : t(state.phase === "not-saved" ? "save.again" : "save.save")}
        </Button>
        <p className="visually-hidden" aria-live="polite">
          {saving && t("save.saving.long")}
        </p>
      </div>
    </div>
  );
};
