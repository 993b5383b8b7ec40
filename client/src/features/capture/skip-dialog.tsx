import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import stack from "../../ui/stack.module.css";
import { type StepId, notMeasuredReasons } from "../../widgets/steps.ts";

interface Props {
  readonly step: StepId;
  readonly onReason: (reason: string) => void;
  readonly onClose: () => void;
}

/** "Could not measure" is a finding with a reason, not an empty box. */
export const SkipDialog = ({ step, onReason, onClose }: Props) => {
  const t = useText();
  return (
    <Dialog title={t("skip.title", { name: t(`step.${step}`) })} onClose={onClose}>
      <div className={`${stack.stack} ${stack.tight}`}>
        {notMeasuredReasons.map((reason) => (
          <Button key={reason} wide onClick={() => onReason(reason)} data-testid={`skip-${reason}`}>
            {t(`reason.${reason}`)}
          </Button>
        ))}
        <Button kind="quiet" wide onClick={onClose}>
          {t("action.cancel")}
        </Button>
      </div>
    </Dialog>
  );
};
