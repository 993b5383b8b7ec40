import { useEffect } from "react";
import { browserClock } from "./platform/clock.ts";
import { deviceStore } from "./platform/local-store.ts";
import { useAppData, useLive } from "./use-live.ts";

const MINUTE_MS = 60_000;
const MINUTES_KEY = "arogya.lockMinutes";
const ACTIVE_KEY = "arogya.activeAt";
/** How often idleness is looked at, and how old what other tabs know of this one may be. */
const LOOK_MS = 5000;

export const lockMinuteChoices = [1, 2, 5, 10, 15, 30] as const;
const DEFAULT_MINUTES = 5;

/** After how many minutes without a touch this device locks. */
export const lockMinutes = (): number => {
  const chosen = Number(deviceStore.get(MINUTES_KEY));
  return lockMinuteChoices.find((minutes) => minutes === chosen) ?? DEFAULT_MINUTES;
};
export const chooseLockMinutes = (minutes: number): void => deviceStore.set(MINUTES_KEY, String(minutes));

/**
 * Locks an app that nobody has touched for a while: a timer while it is in front, and a look at the clock when it comes
 * back, before anything of it is read. A touch in one tab counts for all. [VA8]
 */
export const AutoLock = () => {
  const { vault } = useAppData();
  const isOpen = useLive(vault.state).state === "open";
  useEffect(() => {
    if (!isOpen) return undefined;
    let activeAtMs = browserClock.now();
    let toldAtMs = 0;
    let isLocking = false;
    const look = (): boolean => {
      const elsewhereMs = Number(deviceStore.get(ACTIVE_KEY) ?? 0);
      const now = browserClock.now();
      const lastMs = Math.max(activeAtMs, elsewhereMs > now ? 0 : elsewhereMs);
      // A clock that was set back says nothing about idleness: it counts from here.
      if (activeAtMs > now) activeAtMs = now;
      if (isLocking || now - lastMs < lockMinutes() * MINUTE_MS) return isLocking;
      isLocking = true;
      document.body.hidden = true;
      vault.lock().catch(() => {
        isLocking = false;
        document.body.hidden = false;
      });
      return true;
    };
    const touched = (): void => {
      if (look()) return;
      activeAtMs = browserClock.now();
      if (activeAtMs - toldAtMs < LOOK_MS) return;
      toldAtMs = activeAtMs;
      deviceStore.set(ACTIVE_KEY, String(activeAtMs));
    };
    const shown = (): void => {
      if (document.visibilityState === "visible") look();
    };
    let cancel = () => {};
    const tick = (): void => {
      look();
      cancel = browserClock.after(LOOK_MS, tick);
    };
    touched();
    tick();
    addEventListener("pointerdown", touched, { capture: true, passive: true });
    addEventListener("keydown", touched, { capture: true });
    document.addEventListener("visibilitychange", shown);
    return () => {
      cancel();
      removeEventListener("pointerdown", touched, { capture: true });
      removeEventListener("keydown", touched, { capture: true });
      document.removeEventListener("visibilitychange", shown);
    };
  }, [isOpen, vault]);
  return null;
};
