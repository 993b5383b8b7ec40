import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import type { VaultPerson } from "../../data/vault.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button, buttonClass } from "../../ui/button.tsx";
import { PinField } from "../../ui/pin-field.tsx";
import stack from "../../ui/stack.module.css";
import { Forgotten } from "./forgotten.tsx";
import { useUnlockText } from "./use-unlock-text.ts";

interface Props {
  readonly person: VaultPerson;
  readonly isSignedIn: boolean;
  readonly onOpened: () => void;
}

/** One person's PIN: the wait after wrong ones, and the ways on when it is forgotten. */
export const EnterPin = ({ person, isSignedIn, onOpened }: Props) => {
  const t = useText();
  const time = useTimeText();
  const nowMs = useNow();
  const unlockText = useUnlockText();
  const { vault } = useAppData();
  const [pin, setPin] = useState("");
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const waitsUntilMs =
    person.nextTryAtMs !== undefined && person.nextTryAtMs > nowMs ? person.nextTryAtMs : undefined;
  const isShut = person.needsSignIn || waitsUntilMs !== undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    void vault.unlock({ vaultId: person.vaultId, pin }).then(
      (result) => {
        setBusy(false);
        setPin("");
        if (result.ok) onOpened();
        else setError(unlockText(result));
      },
      () => {
        setBusy(false);
        setError(t("code.unexpected"));
      },
    );
  };
  return (
    <form className={stack.card} onSubmit={submit} noValidate>
      <h2>{t("unlock.title", { name: person.userName })}</h2>
      {isSignedIn && <p>{t("unlock.signedIn")}</p>}
      {person.unsentCount > 0 && (
        <p data-testid="unlock-unsent">{t("unlock.unsent.long", { n: person.unsentCount })}</p>
      )}
      {person.needsSignIn ? (
        <Banner tone="warn" role="alert" title={t("unlock.needsSignIn")} data-testid="pin-error">
          <p>{t("unlock.needsSignIn.long")}</p>
          <Link to="/login" className={buttonClass("primary")} data-testid="unlock-sign-in">
            {t("unlock.signIn")}
          </Link>
        </Banner>
      ) : waitsUntilMs === undefined ? (
        error !== undefined && <Banner tone="danger" role="alert" title={error} data-testid="pin-error" />
      ) : (
        <Banner
          tone="warn"
          role="alert"
          title={t("unlock.wait", { time: time.clock(waitsUntilMs) })}
          data-testid="pin-error"
        />
      )}
      {!isShut && (
        <>
          <PinField label={t("unlock.pin")} value={pin} onChange={setPin} autoFocus data-testid="pin" />
          <Button
            type="submit"
            kind="primary"
            wide
            disabled={isBusy || pin === ""}
            data-testid="unlock-submit"
          >
            {t(isBusy ? "unlock.busy" : "unlock.submit")}
          </Button>
        </>
      )}
      <Forgotten isSignedIn={isSignedIn} unsentCount={person.unsentCount} />
    </form>
  );
};
