import type { Live } from "../../data/app-data.ts";

interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

let offered: InstallPromptEvent | undefined;
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const fn of listeners) fn();
};

/** Keeps the browser's install offer until the person asks for it. Call once, before the first render. */
export const listenForInstall = (): void => {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event as InstallPromptEvent;
    tell();
  });
  window.addEventListener("appinstalled", () => {
    offered = undefined;
    tell();
  });
};

/** Whether the browser offers to install the app now. */
export const installOffer: Live<boolean> = {
  get: () => offered !== undefined,
  subscribe: (fn) => {
    listeners.add(fn);
    return () => listeners.delete(fn);
  },
};

export const install = async (): Promise<void> => {
  await offered?.prompt();
  offered = undefined;
  tell();
};

/** True when opened from the home screen. */
export const isInstalled = (): boolean =>
  window.matchMedia("(display-mode: standalone)").matches ||
  window.matchMedia("(display-mode: fullscreen)").matches;
