import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useReadingClosed } from "../../app/reading-closed.tsx";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Banner } from "../../ui/banner.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ConsentCard } from "../../widgets/consent-card.tsx";
import { ConflictCards } from "../../widgets/conflict-cards.tsx";
import { History } from "./history.tsx";
import { IdentityCard } from "./identity-card.tsx";
import { LatestCard } from "../../widgets/latest-card.tsx";
import styles from "../../widgets/patient.module.css";
import { Trends } from "./trends.tsx";

/** One patient: who, how they are now and were, and what to do next. */
export const PatientScreen = () => {
  const { pid } = useParams({ from: "/f/p/$pid" });
  const t = useText();
  const data = useAppData();
  const detail = useLive(useMemo(() => data.patient(pid), [data, pid]));
  if (detail === undefined) return <p role="status">{t("app.opening")}</p>;
  if (detail === "missing")
    return (
      <Empty>
        <p>{t("patient.missing")}</p>
        <Link to="/f/patients" className={buttonClass()}>
          {t("nav.patients")}
        </Link>
      </Empty>
    );
  return <PatientCard detail={detail} />;
};

const PatientCard = ({ detail }: { readonly detail: PatientDetail }) => {
  const t = useText();
  const nowMs = useNow();
  const isClosed = useReadingClosed();
  const { row } = detail;
  return (
    <div className={styles.page}>
      <IdentityCard detail={detail} nowMs={nowMs} />
      <ConflictCards detail={detail} />
      {!isClosed && <LatestCard row={row} nowMs={nowMs} />}
      <Trends detail={detail} nowMs={nowMs} />
      {!isClosed && <ConsentCard detail={detail} />}
      {detail.unreadableCount > 0 && (
        <Banner tone="warn" title={t("patient.unreadable", { n: detail.unreadableCount })} />
      )}
      <History detail={detail} nowMs={nowMs} />
      {detail.rights.record && (
        <div className={styles.action}>
          <Link
            to="/f/p/$pid/record"
            params={{ pid: row.id }}
            className={buttonClass("primary", true)}
            data-testid="record-open"
          >
            <Plus aria-hidden size={24} />
            {t("today.record")}
          </Link>
        </div>
      )}
    </div>
  );
};
