import { applyRevocation, type RevocationView } from "@arogyasync/shared/api";
import { useState } from "react";
import { useAsk } from "../app/use-answer.ts";
import { useText } from "../app/use-text.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Choices } from "../ui/choices.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextArea, TextField } from "../ui/field.tsx";

type Action = RevocationView["action"];

/** The relay wants at least this much of a reason. */
const MIN_REASON_LENGTH = 3;

interface Props {
  readonly target: RevocationView["target"];
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** What can be done to it now; the first is chosen. */
  readonly actions: readonly [Action, ...Action[]];
  readonly onClose: (isChanged: boolean) => void;
}

/**
 * Switches a device or a person off, empties a device, or gives it back: shows what will happen, asks for a reason and
 * for the id once more, and says what was done. [QR22]
 */
export const RevokeDialog = ({ target, id, name, actions, onClose }: Props) => {
  const t = useText();
  const { isBusy, failure, ask } = useAsk(applyRevocation);
  const [action, setAction] = useState<Action>(actions[0]);
  const [reason, setReason] = useState("");
  const [confirm, setConfirm] = useState("");
  const [isDone, setDone] = useState(false);
  const title = t(`revoke.title.${target}`, { name });
  const apply = async (): Promise<void> => {
    const done = await ask({ target, id, action, reason, confirm: confirm.trim() });
    if (done.ok) setDone(true);
  };
  if (isDone)
    return (
      <Dialog title={title} onClose={() => onClose(true)}>
        <Banner
          tone="good"
          role="status"
          title={t(`revoke.done.${target}.${action}`)}
          data-testid="revoke-done"
        />
        <Button kind="primary" wide data-autofocus onClick={() => onClose(true)} data-testid="revoke-close">
          {t("nav.close")}
        </Button>
      </Dialog>
    );
  const isReady = reason.trim().length >= MIN_REASON_LENGTH && confirm.trim() === id;
  return (
    <Dialog title={title} onClose={() => onClose(false)}>
      {actions.length > 1 && (
        <Choices
          legend={t("revoke.what")}
          value={action}
          onChange={setAction}
          optionWidthPx={200}
          choices={actions.map((value) => ({
            value,
            label: t(`revoke.action.${target}.${value}`),
            testId: `revoke-${value}`,
          }))}
        />
      )}
      <p>{t(`revoke.effect.${target}.${action}`)}</p>
      <TextArea
        label={t("quarantine.reason")}
        value={reason}
        maxLength={500}
        rows={2}
        onChange={(event) => setReason(event.target.value)}
        data-testid="revoke-reason"
      />
      <TextField
        label={t("revoke.type", { id })}
        value={confirm}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => setConfirm(event.target.value)}
        data-testid="revoke-id"
      />
      {failure !== undefined && (
        <p role="alert" data-testid="revoke-failed">
          {failure}
        </p>
      )}
      <Button
        kind={action === "reinstate" ? "primary" : "danger"}
        wide
        disabled={isBusy || !isReady}
        onClick={() => void apply()}
        data-testid="revoke-confirm"
      >
        {t(`revoke.action.${target}.${action}`)}
      </Button>
      <Button wide onClick={() => onClose(false)}>
        {t("action.cancel")}
      </Button>
    </Dialog>
  );
};
