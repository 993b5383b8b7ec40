import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useLanguage } from "../../app/language.tsx";
import { useAppData } from "../../app/use-live.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useTheme } from "../../app/use-theme.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button, buttonClass } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import stack from "../../ui/stack.module.css";
import welcome from "../../ui/intro.module.css";
import { languageNames, languages } from "../../locales/index.ts";

/** User and password. The first login of a device needs the network, and says so. */
export const LoginScreen = () => {
  const t = useText();
  const codeText = useCodeText();
  useTheme("light");
  const data = useAppData();
  const { language, choose } = useLanguage();
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [phase, setPhase] = useState<"idle" | "busy" | { readonly code: string }>("idle");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setPhase("busy");
    void data.login({ user: user.trim(), password }).then(
      (result) => setPhase(result.ok ? "idle" : { code: result.code }),
      () => setPhase({ code: "unexpected" }),
    );
  };
  const other = languages.find((one) => one !== language);
  return (
    <main id="main" tabIndex={-1} className={`${welcome.page} ${welcome.centre}`}>
      <div className={welcome.inRow}>
        <h1 className={welcome.brand}>{t("app.name")}</h1>
        {other && (
          <Button lang={other} onClick={() => choose(other)}>
            {languageNames[other]}
          </Button>
        )}
      </div>
      <form className={stack.card} onSubmit={submit}>
        <h2>{t("login.title")}</h2>
        <TextField
          label={t("login.user")}
          value={user}
          onChange={(event) => setUser(event.target.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          data-testid="login-user"
        />
        <TextField
          label={t("login.password")}
          type="password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          autoComplete="current-password"
          required
          data-testid="login-password"
        />
        {typeof phase === "object" && (
          <Banner tone="danger" role="alert" title={codeText("code", phase.code)} data-testid="login-error" />
        )}
        <Button
          type="submit"
          kind="primary"
          wide
          disabled={phase === "busy" || user.trim() === "" || password === ""}
          data-testid="login-submit"
        >
          {t(phase === "busy" ? "login.busy" : "login.submit")}
        </Button>
        <p className={stack.muted}>{t("login.network")}</p>
      </form>
      <Link to="/welcome" className={buttonClass("quiet", true)}>
        {t("login.about")}
      </Link>
    </main>
  );
};
