import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft, Users } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useDirty } from "../../app/dirty.ts";
import { useAppData } from "../../app/use-live.ts";
import { useRights } from "../../app/use-rights.ts";
import { useNow } from "../../app/use-now.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import { DuplicateDialog } from "./duplicate-dialog.tsx";
import { IdentityFields } from "../../widgets/identity-fields.tsx";
import {
  type FormField,
  type FormNotes,
  type IdentityForm,
  formErrors,
  formWarnings,
  inputOf,
} from "../../widgets/identity-form.ts";
import { DRAFT_KEY, SEARCHED_KEY, startForm } from "./register-draft.ts";
import { useDuplicates } from "./use-duplicates.ts";
import { NotAllowed } from "../../widgets/not-allowed.tsx";
import page from "../../ui/page.module.css";

/** Registers a patient. Who may already be registered is said while typing, and asked before saving. */
export const RegisterScreen = () => {
  const { register } = useRights();
  // Asked once: a role that is taken away meanwhile must not take a half-filled form with it.
  const [isAllowed] = useState(register);
  return isAllowed ? <RegisterForm /> : <NotAllowed />;
};

const RegisterForm = () => {
  const t = useText();
  const codeText = useCodeText();
  const nowMs = useNow();
  const data = useAppData();
  const navigate = useNavigate();
  const [form, setForm] = useState<IdentityForm>(() => startForm(data.drafts));
  const [errors, setErrors] = useState<FormNotes>({});
  const [asking, setAsking] = useState(false);
  const [isDifferent, setDifferent] = useState(false);
  const [phase, setPhase] = useState<"idle" | "saving" | { readonly code: string }>("idle");
  const hits = useDuplicates(form);
  useDirty(form.name !== "" && phase !== "saving");

  const change = (field: FormField, value: string): void => {
    const next = { ...form, [field]: value };
    setForm(next);
    setErrors(({ [field]: _mended, ...others }) => others);
    void data.drafts.set(DRAFT_KEY, JSON.stringify(next));
  };
  const openPatient = async (pid: string): Promise<void> => {
    // First: after a crash nobody must be offered to register the same person again.
    await Promise.all([data.drafts.set(DRAFT_KEY, undefined), data.drafts.set(SEARCHED_KEY, undefined)]);
    void navigate({ to: "/f/p/$pid", params: { pid }, replace: true });
  };
  const register = (): void => {
    setAsking(false);
    setPhase("saving");
    void data.register(inputOf(form, nowMs)).then(
      (result) => (result.ok ? openPatient(result.value.patientId) : setPhase({ code: result.code })),
      () => setPhase({ code: "unexpected" }),
    );
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const found = formErrors(form, nowMs);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    // Asked again here: the warning while typing may lag behind the last key.
    const duplicates = isDifferent ? [] : await hits.check(inputOf(form, nowMs));
    if (duplicates.length > 0) setAsking(true);
    else register();
  };
  return (
    <form className={stack.stack} onSubmit={(event) => void submit(event)} noValidate>
      <header className={page.header}>
        <button
          type="button"
          className={page.round}
          aria-label={t("nav.back")}
          onClick={() => void navigate({ to: "/f/patients" })}
        >
          <ArrowLeft aria-hidden size={24} />
        </button>
        <h1>{t("register.title")}</h1>
      </header>
      <IdentityFields
        form={form}
        errors={errors}
        warnings={formWarnings(form)}
        onChange={change}
        withIdentifiers
        testId={(field) => (field === "ageYears" ? "reg-age" : `reg-${field}`)}
      />
      <div className={page.foot}>
        {hits.found.length > 0 && !isDifferent && (
          <Banner tone="warn" role="status" title={t("dup.maybe", { n: hits.found.length })}>
            <Button onClick={() => setAsking(true)} data-testid="dup-open">
              <Users aria-hidden size={20} />
              {t("dup.look")}
            </Button>
          </Banner>
        )}
        {Object.keys(errors).length > 0 && <p role="alert">{t("register.error.some")}</p>}
        {typeof phase === "object" && (
          <Banner tone="danger" role="alert" title={t("save.failed")} data-testid="not-saved">
            <p>{t("save.failed.patient", { reason: codeText("code", phase.code) })}</p>
          </Banner>
        )}
        <Button type="submit" kind="primary" wide disabled={phase === "saving"} data-testid="reg-save">
          {phase === "saving" ? t("save.saving") : t("register.save")}
        </Button>
      </div>
      {asking && hits.found.length > 0 && (
        <DuplicateDialog
          hits={hits.found}
          canRegister={Object.keys(formErrors(form, nowMs)).length === 0}
          onSame={(pid) => void openPatient(pid)}
          onDifferent={() => {
            setDifferent(true);
            if (Object.keys(formErrors(form, nowMs)).length === 0) register();
            else setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </form>
  );
};
