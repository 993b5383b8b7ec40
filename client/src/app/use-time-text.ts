import { useMemo } from "react";
import { useIntl } from "react-intl";

const DAY_MS = 86_400_000;
const dayOf = (ms: number): number => {
  const date = new Date(ms);
  return Math.round(new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / DAY_MS);
};

export interface TimeText {
  /** "9:05 am" */
  clock(ms: number): string;
  /** "Today 9:05 am", "Yesterday 9:05 am", "3 Nov 9:05 am" */
  when(ms: number, nowMs: number): string;
  /** "3 Nov 2026" */
  date(ms: number): string;
  /** "4 min ago", "3 hours ago", "2 days ago" */
  ago(ms: number, nowMs: number): string;
}

/** Times as people say them, with Latin digits. */
export const useTimeText = (): TimeText => {
  const intl = useIntl();
  return useMemo(() => {
    const clock = (ms: number): string => intl.formatTime(ms, { hour: "numeric", minute: "2-digit" });
    const relative = (value: number, unit: "minute" | "hour" | "day"): string =>
      intl.formatRelativeTime(value, unit, { numeric: "always", style: "short" });
    return {
      clock,
      date: (ms) => intl.formatDate(ms, { day: "numeric", month: "short", year: "numeric" }),
      when: (ms, nowMs) => {
        const days = dayOf(nowMs) - dayOf(ms);
        if (days === 0) return intl.formatMessage({ id: "time.today" }, { time: clock(ms) });
        if (days === 1) return intl.formatMessage({ id: "time.yesterday" }, { time: clock(ms) });
        const sameYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
        return intl.formatDate(ms, {
          day: "numeric",
          month: "short",
          ...(sameYear ? {} : { year: "numeric" }),
          hour: "numeric",
          minute: "2-digit",
        });
      },
      ago: (ms, nowMs) => {
        const minutes = Math.floor((nowMs - ms) / 60_000);
        if (minutes < 1) return intl.formatMessage({ id: "time.justNow" });
        if (minutes < 60) return relative(-minutes, "minute");
        if (minutes < 48 * 60) return relative(-Math.floor(minutes / 60), "hour");
        return relative(-Math.floor(minutes / (24 * 60)), "day");
      },
    };
  }, [intl]);
};
