import { useNavigate, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { type FormEvent, useMemo, useState } from "react";
import { useDirty } from "../../app/dirty.ts";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import stack from "../../ui/stack.module.css";
import { IdentityFields } from "../../widgets/identity-fields.tsx";
import { type FormNotes, changesOf, formErrors, formOf } from "../../widgets/identity-form.ts";
import { NotAllowed } from "../../widgets/not-allowed.tsx";
import page from "../../ui/page.module.css";

/** Changes who a patient is said to be. Only fields that differ are written, so others' edits stay. */
export const EditIdentityScreen = () => {
  const { pid } = useParams({ from: "/f/p/$pid/edit" });
  const t = useText();
  const data = useAppData();
  const detail = useLive(useMemo(() => data.patient(pid), [data, pid]));
  if (detail === undefined) return <p role="status">{t("app.opening")}</p>;
  if (detail === "missing") return <Empty>{t("patient.missing")}</Empty>;
  return <Loaded detail={detail} />;
};

const Loaded = ({ detail }: { readonly detail: PatientDetail }) => {
  // Asked once: a role that is taken away meanwhile must not take what was typed with it.
  const [isAllowed] = useState(detail.rights.editIdentity);
  return isAllowed ? <EditForm detail={detail} /> : <NotAllowed />;
};

const EditForm = ({ detail }: { readonly detail: PatientDetail }) => {
  const t = useText();
  const codeText = useCodeText();
  const data = useAppData();
  const nowMs = useNow();
  const navigate = useNavigate();
  // What the form opened with: a change that arrives meanwhile must not be undone by saving this one.
  const [before] = useState(() => formOf(detail.identity, detail.identifiers));
  const [form, setForm] = useState(before);
  const [errors, setErrors] = useState<FormNotes>({});
  const [phase, setPhase] = useState<"idle" | "saving" | { readonly code: string }>("idle");
  const changes = changesOf(before, form, nowMs);
  const isChanged = Object.keys(changes).length > 0;
  useDirty(isChanged && phase !== "saving");
  const leave = (): void => void navigate({ to: "/f/p/$pid", params: { pid: detail.row.id }, replace: true });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Only what is being changed is judged: an old record may lack what registration asks for today.
    const found = Object.fromEntries(
      Object.entries(formErrors(form, nowMs)).filter(([field]) => field in changes),
    );
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    setPhase("saving");
    void data.editIdentity(detail.row.id, changes).then(
      (result) => (result.ok ? leave() : setPhase({ code: result.code })),
      () => setPhase({ code: "unexpected" }),
    );
  };
  return (
    <form className={stack.stack} onSubmit={submit} noValidate>
      <header className={page.header}>
        <button type="button" className={page.round} aria-label={t("nav.back")} onClick={leave}>
          <ArrowLeft aria-hidden size={24} />
        </button>
        <h1>{t("edit.title")}</h1>
      </header>
      <IdentityFields
        form={form}
        errors={errors}
        warnings={{}}
        onChange={(field, value) => setForm({ ...form, [field]: value })}
        withIdentifiers={false}
        testId={(field) => `edit-field-${field}`}
      />
      <div className={page.foot}>
        {typeof phase === "object" && (
          <Banner tone="danger" role="alert" title={t("save.failed")} data-testid="not-saved">
            <p>{t("save.failed.patient", { reason: codeText("code", phase.code) })}</p>
          </Banner>
        )}
        <Button
          type="submit"
          kind="primary"
          wide
          disabled={!isChanged || phase === "saving"}
          data-testid="edit-save"
        >
          {phase === "saving" ? t("save.saving") : t("save.save")}
        </Button>
      </div>
    </form>
  );
};
