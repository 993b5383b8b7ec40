import { useMemo } from "react";
import { useText, useHasText } from "../app/use-text.ts";

/** Cause and remedy of a refusal, each a sentence. A code that this version does not know is named. [QR1] */
export const useRefusalText = (): {
  readonly happened: (code: string) => string;
  readonly remedy: (code: string) => string;
} => {
  const t = useText();
  const has = useHasText();
  return useMemo(() => {
    const sentence = (prefix: "refused" | "remedy", code: string): string => {
      const id = `${prefix}.${code}`;
      return has(id) ? t(id) : t(`${prefix}.unknown`, { code });
    };
    return {
      happened: (code) => sentence("refused", code),
      remedy: (code) => sentence("remedy", code),
    };
  }, [t, has]);
};
