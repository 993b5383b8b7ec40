import { Link } from "@tanstack/react-router";
import { ArrowLeft, Pencil } from "lucide-react";
import { useText } from "../../app/use-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Stage } from "../../ui/clinical/stage.tsx";
import { usePersonText } from "../../ui/clinical/use-person-text.ts";
import stack from "../../ui/stack.module.css";
import styles from "../../widgets/patient.module.css";
import page from "../../ui/page.module.css";

const identityRows = ["phone", "relationName", "village", "birthDate", "address"] as const;
const identifierRows = ["card", "abha", "mrn"] as const;

/** Who this is, in both scripts, with what tells them apart from a namesake. */
export const IdentityCard = ({
  detail,
  nowMs,
}: {
  readonly detail: PatientDetail;
  readonly nowMs: number;
}) => {
  const t = useText();
  const personText = usePersonText();
  const { row, identity, identifiers } = detail;
  const facts = [
    ...identityRows.map((field) => [field, identity[field]] as const),
    ...identifierRows.map((field) => [field, identifiers[field]] as const),
  ].filter(([, value]) => value !== undefined && value !== "");
  return (
    <section className={stack.card}>
      <div className={styles.head}>
        <Link to="/f/patients" className={page.round} aria-label={t("nav.back")}>
          <ArrowLeft aria-hidden size={24} />
        </Link>
        <div>
          <h1>
            {row.name} {row.nameLocal && <span className={styles.local}>{row.nameLocal}</span>}
          </h1>
          <p className={stack.muted}>{personText(row, nowMs)}</p>
        </div>
        {detail.rights.editIdentity && (
          <Link
            to="/f/p/$pid/edit"
            params={{ pid: row.id }}
            className={buttonClass()}
            aria-label={t("action.edit")}
            data-testid="edit-identity"
          >
            <Pencil aria-hidden size={20} />
            <span className={styles.wideOnly}>{t("action.edit")}</span>
          </Link>
        )}
      </div>
      {facts.length > 0 && (
        <dl className={styles.facts}>
          {facts.map(([field, value]) => (
            <Fact key={field} name={t(`identity.${field}`)} value={value ?? ""} />
          ))}
        </dl>
      )}
      <Stage stage={row.pendingCount > 0 ? "saved" : "received"} />
    </section>
  );
};

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
);
