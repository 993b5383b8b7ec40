import { Link } from "@tanstack/react-router";
import { Plus, Search, UserPlus } from "lucide-react";
import { useReadingClosed } from "../../app/reading-closed.tsx";
import { useAppData, useLive, useSession } from "../../app/use-live.ts";
import { useRights } from "../../app/use-rights.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { buttonClass } from "../../ui/button.tsx";
import type { PatientRow } from "../../data/rows.ts";
import { Empty } from "../../ui/empty.tsx";
import stack from "../../ui/stack.module.css";
import { ClinicChoice } from "./clinic-choice.tsx";
import { PatientLine, useOpenPatient } from "../../widgets/patient-line.tsx";
import { StatusChip } from "../../widgets/status-chip.tsx";
import styles from "./today-screen.module.css";

const SHOWN = 20;
const none: readonly PatientRow[] = [];

/** Where a visit starts: state of sending, search, the patients of these days, and the big button. */
export const TodayScreen = () => {
  const t = useText();
  const nowMs = useNow();
  const session = useSession();
  const data = useAppData();
  const recent = useLive(data.recent);
  const rows = recent?.rows ?? none;
  const { gettingReady } = useLive(data.status);
  const rights = useRights();
  const isClosed = useReadingClosed();
  const open = useOpenPatient(false);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.who}>
          <h1>{t("today.title")}</h1>
          <p className={stack.muted}>{session?.userName}</p>
        </div>
        <StatusChip />
      </header>
      <ClinicChoice />
      <Link to="/f/patients" search={{ focus: true }} className={styles.search}>
        <Search aria-hidden size={22} />
        {t("search.placeholder")}
      </Link>
      {recent === undefined ? (
        <p role="status">{t("app.opening")}</p>
      ) : rows.length === 0 ? (
        <Empty icon={<UserPlus aria-hidden size={40} />}>
          <p>
            {t(
              isClosed
                ? "reading.closed.search"
                : gettingReady
                  ? "chip.readySoon.long"
                  : rights.register
                    ? "today.empty"
                    : "rights.noPatients",
            )}
          </p>
        </Empty>
      ) : (
        <section className={stack.stack}>
          <h2>{t("today.recent")}</h2>
          <ul className={styles.list}>
            {rows.slice(0, SHOWN).map((row) => (
              <li key={row.id}>
                <PatientLine row={row} nowMs={nowMs} onOpen={open} />
              </li>
            ))}
          </ul>
          {recent.total > SHOWN && (
            <Link to="/f/patients" className={buttonClass("quiet", true)}>
              {t("today.all", { n: recent.total })}
            </Link>
          )}
        </section>
      )}
      <div className={styles.action}>
        {recent?.total === 0 && !isClosed && rights.register && (
          <Link to="/f/patients/new" className={buttonClass("primary", true)} data-testid="register-open">
            <UserPlus aria-hidden size={24} />
            {t("register.open")}
          </Link>
        )}
        {(rows.length > 0 || isClosed) && rights.record && (
          <Link
            to="/f/patients"
            search={{ focus: true, record: true }}
            className={buttonClass("primary", true)}
            data-testid="today-record"
          >
            <Plus aria-hidden size={24} />
            {t("today.record")}
          </Link>
        )}
      </div>
    </div>
  );
};
