import type { EarlyWarning } from "@arogyasync/shared/early-warning";
import { useCallback } from "react";
import { useText } from "../../../app/use-text.ts";
import { useVitalText } from "../../../ui/clinical/use-vital-text.ts";

/** An early warning in one line; what it is not (a total for a child) is never said. */
export const useWarningText = (): ((warning: EarlyWarning) => string) => {
  const t = useText();
  const vital = useVitalText();
  return useCallback(
    (warning) => {
      switch (warning.kind) {
        case "news2": {
          const { score } = warning;
          const missing = score.state === "total" ? [] : score.missing.map((field) => vital.name(field));
          const text =
            score.state === "total"
              ? t("board.news", { n: score.total })
              : t("board.news.incomplete", { n: score.atLeast, missing: missing.join(", ") });
          // The score is for people of 16 and over: who might be younger is said to be taken for one. [EW6]
          return warning.assumedAdult ? `${text} · ${t("vital.assumedAdult")}` : text;
        }
        case "paediatric-flags":
          return t("board.childFlags", {
            n: warning.flags.length,
            fields: warning.flags.map(({ field }) => vital.name(field)).join(", "),
          });
        case "obstetric-triggers":
          return t("board.maternal", {
            n: warning.triggers.severe.length + warning.triggers.others.length,
          });
      }
    },
    [t, vital],
  );
};
