import type { myQuarantine } from "@arogyasync/shared/api";
import type * as z from "zod/mini";
import { useText } from "../../app/use-text.ts";
import stack from "../../ui/stack.module.css";

/** One own change as the relay's quarantine knows it. */
export type Kept = z.infer<(typeof myQuarantine)["response"]>["changes"][number];

/** What has become of a record that did not enter by itself: waiting, accepted or rejected, by whom and why. [QR3] */
export const Fate = ({ kept }: { readonly kept: Kept }) => {
  const t = useText();
  const { decision } = kept;
  return (
    <p data-testid="record-fate" data-state={kept.state}>
      {t(`fate.${kept.state}`)}
      {decision && (
        <span className={stack.muted}> {t("fate.by", { name: decision.by, reason: decision.reason })}</span>
      )}
    </p>
  );
};
