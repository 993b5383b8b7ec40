import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from "react";
import { IntlProvider } from "react-intl";
import { must } from "@arogyasync/shared/result";
import { type Language, type Messages, intlLocales, languages, loadMessages } from "../locales/index.ts";
import { deviceStore } from "./platform/local-store.ts";

const KEY = "arogya.language";

/** The language chosen on this device, or undefined on a first run. */
export const storedLanguage = (): Language | undefined =>
  languages.find((language) => language === deviceStore.get(KEY));

const firstGuess = (): Language =>
  languages.find((language) => navigator.languages.some((tag) => tag.startsWith(language))) ?? "en";

interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}
const LanguageContext = createContext<LanguageChoice | undefined>(undefined);
export const useLanguage = (): LanguageChoice =>
  must(use(LanguageContext), "rendered below LanguageProvider");

/** Loads one catalogue at a time; keeps the old one on screen until the new one is there. */
export const LanguageProvider = ({ children }: { readonly children: ReactNode }) => {
  const [language, setLanguage] = useState<Language>(() => storedLanguage() ?? firstGuess());
  const [loaded, setLoaded] = useState<{ language: Language; messages: Messages }>();
  const choose = useCallback((next: Language) => {
    deviceStore.set(KEY, next);
    setLanguage(next);
  }, []);
  useEffect(() => {
    let stale = false;
    void loadMessages(language).then((messages) => {
      if (!stale) setLoaded({ language, messages });
    });
    return () => {
      stale = true;
    };
  }, [language]);
  useEffect(() => {
    if (loaded) document.documentElement.lang = loaded.language;
  }, [loaded]);
  const choice = useMemo(() => ({ language, choose }), [language, choose]);
  if (!loaded) return null;
  return (
    <LanguageContext value={choice}>
      <IntlProvider locale={intlLocales[loaded.language]} messages={loaded.messages} textComponent="span">
        {children}
      </IntlProvider>
    </LanguageContext>
  );
};
