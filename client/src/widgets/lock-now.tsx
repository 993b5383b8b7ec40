import { Lock } from "lucide-react";
import { useAppData } from "../app/use-live.ts";
import { useText } from "../app/use-text.ts";
import { Button } from "../ui/button.tsx";

/** Closes the records in every tab; the PIN opens them again, with or without a network. */
export const LockNow = ({ compact = false }: { readonly compact?: boolean }) => {
  const t = useText();
  const { vault } = useAppData();
  return (
    <Button
      kind={compact ? "quiet" : "plain"}
      wide={!compact}
      aria-label={compact ? t("lock.now") : undefined}
      onClick={() => void vault.lock()}
      data-testid="lock-now"
    >
      <Lock aria-hidden size={22} />
      {!compact && t("lock.now")}
    </Button>
  );
};
