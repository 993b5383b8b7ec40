import { type FormEvent, useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { pinProblem } from "../../data/pin.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { PinField } from "../../ui/pin-field.tsx";
import stack from "../../ui/stack.module.css";

type Phase = "idle" | "busy" | "done" | { readonly error: string };

/** Another PIN for the same records: the old one first. */
export const ChangePin = () => {
  const t = useText();
  const codeText = useCodeText();
  const time = useTimeText();
  const { vault } = useAppData();
  const [pin, setPin] = useState("");
  const [newPin, setNewPin] = useState("");
  const [again, setAgain] = useState("");
  const [phase, setPhase] = useState<Phase>("idle");
  const change = async (): Promise<Phase> => {
    const problem = pinProblem(newPin) ?? (newPin === again ? undefined : "pin-differs");
    if (problem !== undefined) return { error: codeText("code", problem) };
    const result = await vault.changePin({ pin, newPin });
    if (result.ok) return "done";
    if (result.code === "wrong-pin") return { error: t("unlock.wrong", { n: result.triesLeft }) };
    if (result.code === "pin-wait")
      return { error: t("unlock.wait", { time: time.clock(result.nextTryAtMs) }) };
    return { error: codeText("code", result.code) };
  };
  const run = async (): Promise<void> => {
    const next = await change().catch((): Phase => ({ error: t("code.unexpected") }));
    setPhase(next);
    if (next !== "done") return;
    for (const clear of [setPin, setNewPin, setAgain]) clear("");
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setPhase("busy");
    void run();
  };
  const isFilled = pin !== "" && newPin !== "" && again !== "";
  return (
    <form className={stack.card} onSubmit={submit} noValidate>
      <h2>{t("pin.change")}</h2>
      <PinField label={t("pin.old")} value={pin} onChange={setPin} data-testid="pin-old" />
      <PinField
        label={t("pin.new")}
        hint={t("pin.new.hint")}
        value={newPin}
        onChange={setNewPin}
        isNew
        data-testid="pin-new"
      />
      <PinField label={t("pin.again")} value={again} onChange={setAgain} isNew data-testid="pin-again" />
      {typeof phase === "object" && (
        <Banner tone="danger" role="alert" title={phase.error} data-testid="pin-error" />
      )}
      {phase === "done" && (
        <Banner tone="good" role="status" title={t("pin.changed")} data-testid="pin-changed" />
      )}
      <Button type="submit" wide disabled={phase === "busy" || !isFilled} data-testid="pin-change">
        {t(phase === "busy" ? "pin.saving" : "pin.change")}
      </Button>
    </form>
  );
};
