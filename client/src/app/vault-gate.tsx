import { useLocation } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import styles from "./root.module.css";
import { unlock } from "./screens.ts";
import { useAppData, useLive } from "./use-live.ts";
import { useText } from "./use-text.ts";

const UnlockScreen = lazy(async () => ({ default: (await unlock()).UnlockScreen }));
const ChoosePinScreen = lazy(async () => ({ default: (await unlock()).ChoosePinScreen }));

/** Shown without a PIN: signing in as somebody else, and what the app is. */
const openPaths = ["/login", "/welcome"];

/** Nothing of anybody's records is on a screen before their vault is open. The address stays for afterwards. [VA2] */
export const VaultGate = ({ children }: { readonly children: ReactNode }) => {
  const vault = useLive(useAppData().vault.state);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const t = useText();
  const opening = (
    <p role="status" className={styles.opening}>
      {t("app.opening")}
    </p>
  );
  const screen = (() => {
    switch (vault.state) {
      case "loading":
        return opening;
      case "open":
        return children;
      case "choose-pin":
        return <ChoosePinScreen userName={vault.userName} />;
      case "enter-pin":
        return <UnlockScreen people={[vault.person]} isSignedIn />;
      case "closed":
        return vault.people.length === 0 || openPaths.includes(path) ? (
          children
        ) : (
          <UnlockScreen people={vault.people} isSignedIn={false} />
        );
    }
  })();
  return <Suspense fallback={opening}>{screen}</Suspense>;
};
