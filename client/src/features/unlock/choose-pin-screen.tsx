import { type FormEvent, useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { pinProblem } from "../../data/pin.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { PinField } from "../../ui/pin-field.tsx";
import stack from "../../ui/stack.module.css";
import { Frame } from "./frame.tsx";

/** The first time on a device: a PIN for this person's records, twice. */
export const ChoosePinScreen = ({ userName }: { readonly userName: string }) => {
  const t = useText();
  const codeText = useCodeText();
  const { vault } = useAppData();
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  const [code, setCode] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const problem = pinProblem(pin) ?? (pin === again ? undefined : "pin-differs");
    setCode(problem);
    if (problem !== undefined) return;
    setBusy(true);
    void vault.choosePin(pin).then(
      (result) => {
        setBusy(false);
        if (!result.ok) setCode(result.code);
      },
      () => {
        setBusy(false);
        setCode("unexpected");
      },
    );
  };
  return (
    <Frame>
      <form className={stack.card} onSubmit={submit} noValidate>
        <h2>{t("pin.choose")}</h2>
        <p>{t("pin.choose.why", { name: userName })}</p>
        <PinField
          label={t("pin.new")}
          hint={t("pin.new.hint")}
          value={pin}
          onChange={setPin}
          isNew
          autoFocus
          data-testid="pin-new"
        />
        <PinField label={t("pin.again")} value={again} onChange={setAgain} isNew data-testid="pin-again" />
        {code !== undefined && (
          <Banner tone="danger" role="alert" title={codeText("code", code)} data-testid="pin-error" />
        )}
        <Button
          type="submit"
          kind="primary"
          wide
          disabled={isBusy || pin === "" || again === ""}
          data-testid="pin-save"
        >
          {t(isBusy ? "pin.saving" : "pin.save")}
        </Button>
        <p className={stack.muted}>{t("pin.choose.remember")}</p>
      </form>
      <Button kind="quiet" wide onClick={() => void vault.cancel()}>
        {t("action.cancel")}
      </Button>
    </Frame>
  );
};
