import { createContext, use, useMemo, useSyncExternalStore } from "react";
import { must } from "@arogyasync/shared/result";
import type { AppData, Live, SessionInfo } from "../data/app-data.ts";

const AppDataContext = createContext<AppData | undefined>(undefined);
export const AppDataProvider = AppDataContext.Provider;

/** The data layer, from anywhere below `<App>`. */
export const useAppData = (): AppData => must(use(AppDataContext), "rendered below <App>");

/** The current value of a live source; renders again when it changes. */
export const useLive = <T>(live: Live<T>): T => {
  const { subscribe, get } = useMemo(
    () => ({ subscribe: (fn: () => void) => live.subscribe(fn), get: () => live.get() }),
    [live],
  );
  return useSyncExternalStore(subscribe, get, get);
};

/** The signed-in person, also while the relay has blocked the session; undefined otherwise. */
export const useSession = (): SessionInfo | undefined => {
  const session = useLive(useAppData().session);
  return session.state === "signed-in" || session.state === "blocked" ? session.session : undefined;
};
