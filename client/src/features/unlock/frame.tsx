import type { ReactNode } from "react";
import { useLanguage } from "../../app/language.tsx";
import { useText } from "../../app/use-text.ts";
import { useTheme } from "../../app/use-theme.ts";
import { languageNames, languages } from "../../locales/index.ts";
import { Button } from "../../ui/button.tsx";
import intro from "../../ui/intro.module.css";

/** What surrounds the screens before a vault is open: the name of the app, and its other language. */
export const Frame = ({ children }: { readonly children: ReactNode }) => {
  const t = useText();
  useTheme("light");
  const { language, choose } = useLanguage();
  const other = languages.find((one) => one !== language);
  return (
    <main id="main" tabIndex={-1} className={`${intro.page} ${intro.centre}`}>
      <div className={intro.inRow}>
        <h1 className={intro.brand}>{t("app.name")}</h1>
        {other && (
          <Button lang={other} onClick={() => choose(other)}>
            {languageNames[other]}
          </Button>
        )}
      </div>
      {children}
    </main>
  );
};
