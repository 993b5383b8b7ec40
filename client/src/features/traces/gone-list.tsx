import type { ErasureView } from "@arogyasync/shared/api";
import { useIntl } from "react-intl";
import { useText } from "../../app/use-text.ts";

const counts = ["readings", "changes", "documents", "snapshots", "quarantined"] as const;

/** What an erasure removes, or has removed, from the relay. */
export const GoneList = ({ gone }: { readonly gone: ErasureView["gone"] }) => {
  const t = useText();
  const intl = useIntl();
  const kilobytes = intl.formatNumber(Math.ceil(gone.bytes / 1024));
  return (
    <ul data-testid="gone">
      {counts
        .filter((field) => gone[field] > 0)
        .map((field) => (
          <li key={field}>{t(`erase.count.${field}`, { n: gone[field] })}</li>
        ))}
      <li>{t("erase.count.bytes", { size: kilobytes })}</li>
    </ul>
  );
};
