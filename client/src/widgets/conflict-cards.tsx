import { useState } from "react";
import { useAppData } from "../app/use-live.ts";
import { useCodeText, useText } from "../app/use-text.ts";
import type { PatientDetail } from "../data/app-data.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import styles from "./patient.module.css";
import { isKnownIdentity } from "./known-identity.ts";

/** One card for each field with two values: both stay until a person chooses. [RC8] */
export const ConflictCards = ({ detail }: { readonly detail: PatientDetail }) => {
  const [kept, setKept] = useState<readonly string[]>([]);
  return Object.entries(detail.conflicts)
    .filter(([field]) => !kept.includes(field))
    .map(([field, values]) => (
      <ConflictCard
        key={field}
        patientId={detail.row.id}
        field={field}
        values={values}
        canChoose={detail.rights.editIdentity && field in detail.identity}
        onKeep={() => setKept((before) => [...before, field])}
      />
    ));
};

interface Props {
  readonly patientId: string;
  readonly field: string;
  readonly values: readonly string[];
  readonly canChoose: boolean;
  readonly onKeep: () => void;
}

const ConflictCard = ({ patientId, field, values, canChoose, onKeep }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const data = useAppData();
  const [phase, setPhase] = useState<"idle" | "saving" | { readonly code: string }>("idle");
  const name = isKnownIdentity(field) ? t(`identity.${field}`) : field;
  const show = (value: string): string => {
    if (value === "") return t("conflict.empty");
    return field === "sex" && isSex(value) ? t(`sex.${value}`) : value;
  };
  const choose = (value: string): void => {
    setPhase("saving");
    void data.editIdentity(patientId, { [field]: value }).then(
      (result) => setPhase(result.ok ? "idle" : { code: result.code }),
      () => setPhase({ code: "unexpected" }),
    );
  };
  return (
    <Banner tone="warn" title={t("conflict.title", { name })} data-testid="two-values">
      <p>{t(canChoose ? "conflict.body" : "conflict.bodyRead")}</p>
      <div className={styles.options}>
        {values.map((value) =>
          canChoose ? (
            <Button
              key={value}
              wide
              disabled={phase === "saving"}
              onClick={() => choose(value)}
              data-testid="two-values-option"
            >
              {show(value)}
            </Button>
          ) : (
            <p key={value} className={styles.option} data-testid="two-values-option">
              {show(value)}
            </p>
          ),
        )}
        {canChoose && (
          <Button kind="quiet" wide onClick={onKeep} data-testid="two-values-keep">
            {t("conflict.keep")}
          </Button>
        )}
      </div>
      {typeof phase === "object" && (
        <p role="alert" data-testid="not-saved">
          {t("save.failed")} {codeText("code", phase.code)}
        </p>
      )}
    </Banner>
  );
};

const isSex = (value: string): value is "female" | "male" | "other" =>
  ["female", "male", "other"].includes(value);
