import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";

/** What a forgotten PIN costs, in plain words, and the way on: the password, online, and then a new PIN. [VA7] */
export const Forgotten = ({
  isSignedIn,
  unsentCount,
}: {
  readonly isSignedIn: boolean;
  readonly unsentCount: number;
}) => {
  const t = useText();
  const { vault } = useAppData();
  const [isAsking, setAsking] = useState(false);
  if (!isAsking)
    return (
      <Button kind="quiet" wide onClick={() => setAsking(true)} data-testid="pin-forgotten">
        {t("forgot.open")}
      </Button>
    );
  return (
    <section className={`${stack.stack} ${stack.tight}`}>
      <h2>{t("forgot.title")}</h2>
      <p>{t("forgot.sent")}</p>
      <p>{t("forgot.unsent", { n: unsentCount })}</p>
      {isSignedIn ? (
        <>
          <Button wide onClick={() => void vault.forgotPin()} data-testid="pin-anew">
            {t("forgot.anew")}
          </Button>
          <Button kind="quiet" wide onClick={() => void vault.cancel()}>
            {t("action.cancel")}
          </Button>
        </>
      ) : (
        <Link to="/login" className={buttonClass("plain", true)} data-testid="forgot-sign-in">
          {t("forgot.signIn")}
        </Link>
      )}
    </section>
  );
};
