import { useAppData, useLive } from "../app/use-live.ts";
import { useText } from "../app/use-text.ts";
import { Banner } from "../ui/banner.tsx";

const TOLERATED_MS = 5 * 60_000;

/** Shown when this device's clock is more than five minutes off the relay's. */
export const ClockWarning = () => {
  const t = useText();
  const { clockOffsetMs } = useLive(useAppData().status);
  if (clockOffsetMs === undefined || Math.abs(clockOffsetMs) <= TOLERATED_MS) return null;
  const minutes = Math.round(Math.abs(clockOffsetMs) / 60_000);
  return (
    <Banner tone="warn" title={t("clock.title")}>
      <p>{t(clockOffsetMs > 0 ? "clock.behind" : "clock.ahead", { minutes })}</p>
    </Banner>
  );
};
