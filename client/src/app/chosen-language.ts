import { type Language, languages } from "../locales/index.ts";
import { deviceStore } from "./platform/local-store.ts";

const KEY = "arogya.language";

/** The language chosen on this device, or undefined on a first run. */
export const storedLanguage = (): Language | undefined =>
  languages.find((language) => language === deviceStore.get(KEY));

export const storeLanguage = (language: Language): void => deviceStore.set(KEY, language);

/** The choice as an entry of localStorage: it is about no person, and a wipe keeps it. */
export const languageEntry = (): Readonly<Record<string, string>> => {
  const chosen = storedLanguage();
  return chosen === undefined ? {} : { [KEY]: chosen };
};

/** The language to begin with: the chosen one, else the first of the browser's that we speak. */
export const firstLanguage = (): Language =>
  storedLanguage() ??
  languages.find((language) => navigator.languages.some((tag) => tag.startsWith(language))) ??
  "en";
