import { Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useLanguage } from "../../app/language.tsx";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useTheme } from "../../app/use-theme.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button, buttonClass } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import stack from "../../ui/stack.module.css";
import { LockNow } from "../../widgets/lock-now.tsx";
import welcome from "../../ui/intro.module.css";
import { languageNames, languages } from "../../locales/index.ts";
import { CodeField } from "./code-field.tsx";
import { useLogin } from "./use-login.ts";

/** User and password, and what the relay asks for besides. The first login of a device needs the network, and says so. */
export const LoginScreen = () => {
  const t = useText();
  const codeText = useCodeText();
  useTheme("light");
  const { language, choose } = useLanguage();
  const login = useLogin();
  const { user, password, code, newPassword } = login.fields;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    login.submit();
  };
  const isAsked = login.failure === "enrolment-needed" || login.failure === "password-change-needed";
  const isWhole =
    user.trim() !== "" &&
    password !== "" &&
    (!login.needs.has("code") || code !== "") &&
    (!login.needs.has("newPassword") || newPassword !== "");
  const vault = useLive(useAppData().vault.state);
  const hasPin = vault.state === "closed" && vault.people.length > 0;
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
          onChange={(event) => login.set({ user: event.target.value })}
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
          onChange={(event) => login.set({ password: event.target.value })}
          autoComplete="current-password"
          required
          data-testid="login-password"
        />
        {login.failure !== undefined && !login.codeFault && !login.passwordFault && (
          <Banner
            tone={isAsked ? "info" : "danger"}
            role="alert"
            title={codeText("code", login.failure)}
            data-testid="login-error"
          />
        )}
        {login.needs.has("code") && (
          <CodeField value={code} onChange={(next) => login.set({ code: next })} fault={login.codeFault} />
        )}
        {login.needs.has("newPassword") && (
          <TextField
            label={t("login.newPassword")}
            hint={t("login.newPasswordHint")}
            type="password"
            value={newPassword}
            onChange={(event) => login.set({ newPassword: event.target.value })}
            error={login.passwordFault && codeText("code", login.passwordFault)}
            autoComplete="new-password"
            required
            data-testid="login-new-password"
          />
        )}
        <Button
          type="submit"
          kind="primary"
          wide
          disabled={login.isBusy || !isWhole}
          data-testid="login-submit"
        >
          {t(login.isBusy ? "login.busy" : "login.submit")}
        </Button>
        <p className={stack.muted}>{t("login.network")}</p>
      </form>
      {vault.state === "open" && <LockNow />}
      {hasPin && (
        <Link to="/" className={buttonClass("plain", true)} data-testid="use-pin">
          {t("login.usePin")}
        </Link>
      )}
      <Link to="/welcome" className={buttonClass("quiet", true)}>
        {t("login.about")}
      </Link>
    </main>
  );
};
