import { useLanguage } from "../app/language.tsx";
import { useText } from "../app/use-text.ts";
import { languageNames, languages } from "../locales/index.ts";
import { Choices } from "../ui/choices.tsx";

/** Each language in its own words. `headed`: a visible heading already says what it is. */
export const LanguageChoice = ({ headed = false }: { readonly headed?: boolean }) => {
  const t = useText();
  const { language, choose } = useLanguage();
  return (
    <Choices
      legend={<span className={headed ? "visually-hidden" : ""}>{t("language.choose")}</span>}
      value={language}
      onChange={choose}
      optionWidthPx={120}
      choices={languages.map((value) => ({
        value,
        label: <span lang={value}>{languageNames[value]}</span>,
        testId: `language-${value}`,
      }))}
    />
  );
};
