import { useText } from "../../app/use-text.ts";

/** Codes made on the relay's own machine are nobody's. */
const CONSOLE = "@operator";

/** Who issued a code, as it is shown. */
export const useIssuerName = (): ((who: { readonly id: string; readonly name: string }) => string) => {
  const t = useText();
  return ({ id, name }) => (id === CONSOLE ? t("enrol.console") : name);
};
