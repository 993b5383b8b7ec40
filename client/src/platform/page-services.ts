import { registerSW } from "virtual:pwa-register";
import type { PageServices } from "../data/create-app-data.ts";
import { createLive } from "../data/live.ts";
import { createDeparturePage } from "./departure-page.ts";
import type { DeviceMarker } from "../worker/api.ts";

const MARKER = "arogya-marker";

/** Kept beside IndexedDB, so that its loss is noticed. It names this installation and counts; nothing about a person. */
export const readMarker = (): DeviceMarker | undefined => {
  try {
    const value = JSON.parse(localStorage.getItem(MARKER) ?? "null") as Partial<DeviceMarker> | null;
    return typeof value?.deviceId === "string" && typeof value.documents === "number"
      ? { deviceId: value.deviceId, documents: value.documents }
      : undefined;
  } catch {
    return undefined; // no marker, or storage switched off: eviction cannot be noticed, all else works
  }
};

/** How often an open app looks for a new version. Phones keep it open for days. */
const UPDATE_CHECK_MS = 60 * 60 * 1000;

/** Service worker, storage estimate and persistence: what a worker cannot do. */
export const createPageServices = (endWorker: () => void): PageServices => {
  const updateReady = createLive(false);
  const lookForUpdate = async (): Promise<void> => {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.update().catch(() => {}); // no network: the next turn asks again
  };
  const applyUpdate = registerSW({
    onNeedRefresh: () => updateReady.set(true),
    onRegisteredSW: () => void setInterval(() => void lookForUpdate(), UPDATE_CHECK_MS),
  });
  return {
    updateReady,
    departure: createDeparturePage(endWorker),
    applyUpdate: () => applyUpdate(true),
    lookForUpdate,
    async storage() {
      const [persisted, estimate] = await Promise.all([
        navigator.storage?.persisted?.() ?? false,
        navigator.storage?.estimate?.() ?? {},
      ]);
      return { persisted, usedBytes: estimate.usage, quotaBytes: estimate.quota };
    },
    requestPersistence: async () => (await navigator.storage?.persist?.()) ?? false,
    startAnew: () => location.reload(),
    rememberMarker(marker) {
      try {
        localStorage.setItem(MARKER, JSON.stringify(marker));
      } catch {
        // Without localStorage the loss of the database cannot be noticed; nothing else depends on it.
      }
    },
  };
};
