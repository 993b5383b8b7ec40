import { LogOut } from "lucide-react";
import { useState } from "react";
import { useAppData, useLive } from "../app/use-live.ts";
import { useText } from "../app/use-text.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** Signing out loses nothing: what was not sent stays on this device, and the person is told how much that is. */
export const SignOut = ({ compact = false }: { readonly compact?: boolean }) => {
  const t = useText();
  const data = useAppData();
  const { pendingCount, isCounted } = useLive(data.status);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const clean = isCounted ? "signOut.clean" : "signOut.counting";
  const kept = pendingCount > 0 ? "signOut.pending" : clean;
  const signOut = (): void => {
    setBusy(true);
    void data.signOut().finally(() => setBusy(false));
  };
  return (
    <>
      <Button
        kind={compact ? "quiet" : "plain"}
        wide={!compact}
        aria-label={compact ? t("signOut.open") : undefined}
        onClick={() => setAsking(true)}
        data-testid="sign-out"
      >
        {compact ? <LogOut aria-hidden size={22} /> : t("signOut.open")}
      </Button>
      {asking && (
        <Dialog title={t("signOut.title")} onClose={() => setAsking(false)}>
          <p>{t(kept, { n: pendingCount })}</p>
          <p>{t("signOut.network")}</p>
          <Button wide disabled={busy} onClick={signOut} data-testid="sign-out-confirm">
            {t("signOut.confirm")}
          </Button>
          <Button kind="primary" wide data-autofocus onClick={() => setAsking(false)}>
            {t("action.cancel")}
          </Button>
        </Dialog>
      )}
    </>
  );
};
