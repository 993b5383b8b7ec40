import { useText } from "../../app/use-text.ts";
import { Choices } from "../../ui/choices.tsx";

export const correctionReasons = ["typing-mistake", "measured-again", "device-error", "wrong-time"] as const;
export type CorrectionReason = (typeof correctionReasons)[number];

interface Props {
  readonly reason: CorrectionReason | undefined;
  readonly onChange: (reason: CorrectionReason) => void;
}

/** Why a reading is corrected: asked always, because both values stay visible. */
export const ReasonChoice = ({ reason, onChange }: Props) => {
  const t = useText();
  return (
    <Choices
      legend={t("correct.why")}
      value={reason}
      onChange={onChange}
      optionWidthPx={200}
      choices={correctionReasons.map((value) => ({
        value,
        label: t(`reason.${value}`),
        testId: `reason-${value}`,
      }))}
    />
  );
};
