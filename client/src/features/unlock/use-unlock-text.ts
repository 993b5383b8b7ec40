import { useCallback } from "react";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import type { UnlockResult } from "../../data/vault.ts";

/** The sentence of a PIN that did not open anything. */
export const useUnlockText = (): ((result: Exclude<UnlockResult, { readonly ok: true }>) => string) => {
  const t = useText();
  const codeText = useCodeText();
  const time = useTimeText();
  return useCallback(
    (result) => {
      switch (result.code) {
        case "wrong-pin":
          return t("unlock.wrong", { n: result.triesLeft });
        case "pin-wait":
          return t("unlock.wait", { time: time.clock(result.nextTryAtMs) });
        case "pin-sign-in":
        case "no-vault":
          return codeText("code", result.code);
      }
    },
    [t, codeText, time],
  );
};
