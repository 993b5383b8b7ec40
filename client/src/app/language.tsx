import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from "react";
import { IntlProvider } from "react-intl";
import { must } from "@arogyasync/shared/result";
import { type Language, type Messages, intlLocales, loadMessages } from "../locales/index.ts";
import { storeLanguage } from "./chosen-language.ts";

/** A language with its catalogue. */
export interface LoadedLanguage {
  readonly language: Language;
  readonly messages: Messages;
}

interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}
const LanguageContext = createContext<LanguageChoice | undefined>(undefined);
export const useLanguage = (): LanguageChoice =>
  must(use(LanguageContext), "rendered below LanguageProvider");

/** Loads one catalogue at a time; keeps the old one on screen until the new one is there. */
export const LanguageProvider = ({
  first,
  children,
}: {
  readonly first: LoadedLanguage;
  readonly children: ReactNode;
}) => {
  const [language, setLanguage] = useState<Language>(first.language);
  const [loaded, setLoaded] = useState(first);
  const choose = useCallback((next: Language) => {
    storeLanguage(next);
    setLanguage(next);
  }, []);
  useEffect(() => {
    if (language === loaded.language) return undefined;
    let stale = false;
    void loadMessages(language).then((messages) => {
      if (!stale) setLoaded({ language, messages });
    });
    return () => {
      stale = true;
    };
  }, [language, loaded.language]);
  useEffect(() => {
    document.documentElement.lang = loaded.language;
  }, [loaded]);
  const choice = useMemo(() => ({ language, choose }), [language, choose]);
  return (
    <LanguageContext value={choice}>
      <IntlProvider locale={intlLocales[loaded.language]} messages={loaded.messages} textComponent="span">
        {children}
      </IntlProvider>
    </LanguageContext>
  );
};
