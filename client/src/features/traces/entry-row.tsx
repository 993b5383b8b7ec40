import type { AccessEntry } from "@arogyasync/shared/access";
import type { AccessReview } from "@arogyasync/shared/api";
import { patientCode } from "@arogyasync/shared/records";
import type { ReactNode } from "react";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { useEmergencyReason } from "./use-emergency-reason.ts";

interface Props {
  readonly entry: AccessEntry;
  readonly people: Readonly<Record<string, string>>;
  readonly review?: AccessReview | undefined;
  /** Shows only what this patient's record was used for. */
  readonly onPatient?: (patient: string) => void;
  readonly children?: ReactNode;
}

/** A first sync names dozens. */
const SHOWN_PATIENTS = 6;

/** One entry: who, what, whose record, when, why. */
export const EntryRow = ({ entry, people, review, onPatient, children }: Props) => {
  const t = useText();
  const time = useTimeText();
  const nowMs = useNow();
  const reasonText = useEmergencyReason();
  const { person, what, patients, deviceAt, courier } = entry;
  const nameOf = (login: string): string => people[login] ?? login;
  const isGrave = what === "break-glass" || what === "cut" || what === "unproved";
  const reason = what === "break-glass" ? reasonText(entry.reason) : entry.reason;
  return (
    <li className={rows.row} data-testid="access-entry">
      <div className={`${stack.stack} ${stack.tight}`}>
        <p className={rows.head}>
          <span className={rows.name}>{nameOf(person)}</span>
          <span className={`${rows.tag} ${isGrave ? rows.bad : ""}`}>{t(`access.what.${what}`)}</span>
          <span className={rows.meta}>{time.when(entry.at, nowMs)}</span>
        </p>
        {patients.length > 0 && (
          <p className={rows.tags}>
            <span className={rows.meta}>{t("access.patients", { n: patients.length })}</span>
            {patients.slice(0, SHOWN_PATIENTS).map((patient) =>
              onPatient ? (
                <button
                  key={patient}
                  type="button"
                  className={`${rows.tag} ${rows.link}`}
                  onClick={() => onPatient(patient)}
                >
                  {patientCode(patient)}
                </button>
              ) : (
                <span key={patient} className={rows.tag}>
                  {patientCode(patient)}
                </span>
              ),
            )}
            {patients.length > SHOWN_PATIENTS && (
              <span className={rows.meta}>{t("access.more", { n: patients.length - SHOWN_PATIENTS })}</span>
            )}
          </p>
        )}
        {reason !== "" && <p>{reason}</p>}
        <p className={rows.meta}>
          {[
            t("access.no", { no: entry.no }),
            t(`access.purpose.${entry.purpose}`),
            ...(deviceAt === undefined ? [] : [t("access.deviceTime", { when: time.when(deviceAt, nowMs) })]),
            ...(courier === undefined ? [] : [t("access.courier", { name: nameOf(courier) })]),
          ].join(" · ")}
        </p>
        {review && (
          <p className={rows.tags} data-testid="access-reviewed">
            <span className={`${rows.tag} ${rows.good}`}>
              {t("access.reviewed", { name: nameOf(review.by), when: time.when(review.atMs, nowMs) })}
            </span>
            <span>{review.note}</span>
          </p>
        )}
        {children}
      </div>
    </li>
  );
};
