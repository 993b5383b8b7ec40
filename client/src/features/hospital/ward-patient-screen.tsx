import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useMemo } from "react";
import { useReadingClosed } from "../../app/reading-closed.tsx";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import { Banner } from "../../ui/banner.tsx";
import { usePersonText } from "../../ui/clinical/use-person-text.ts";
import { Empty } from "../../ui/empty.tsx";
import stack from "../../ui/stack.module.css";
import { ConsentCard } from "../../widgets/consent-card.tsx";
import { ConflictCards } from "../../widgets/conflict-cards.tsx";
import { LatestCard } from "../../widgets/latest-card.tsx";
import patient from "../../widgets/patient.module.css";
import { WardHistory } from "./ward-history.tsx";
import page from "../../ui/page.module.css";

/** One patient for the hospital: now, and over time as chart or table. */
export const WardPatientScreen = () => {
  const { pid } = useParams({ from: "/w/p/$pid" });
  const t = useText();
  const data = useAppData();
  const detail = useLive(useMemo(() => data.patient(pid), [data, pid]));
  if (detail === undefined) return <p role="status">{t("app.opening")}</p>;
  if (detail === "missing") return <Empty>{t("patient.missing")}</Empty>;
  return <WardPatient detail={detail} />;
};

const WardPatient = ({ detail }: { readonly detail: PatientDetail }) => {
  const t = useText();
  const nowMs = useNow();
  const personText = usePersonText();
  const isClosed = useReadingClosed();
  const { row, identity, identifiers } = detail;
  const facts = [identity["village"], identity["phone"], identifiers["card"], identifiers["abha"]].filter(
    Boolean,
  );
  return (
    <div className={stack.stack}>
      <header className={patient.head}>
        <Link to="/w" className={page.round} aria-label={t("nav.back")}>
          <ArrowLeft aria-hidden size={24} />
        </Link>
        <div>
          <h1>
            {row.name} <span className={patient.local}>{row.nameLocal}</span>
          </h1>
          <p className={stack.muted}>{[personText(row, nowMs), ...facts].join(" · ")}</p>
        </div>
      </header>
      <ConflictCards detail={detail} />
      {!isClosed && <LatestCard row={row} nowMs={nowMs} />}
      {detail.unreadableCount > 0 && (
        <Banner tone="warn" title={t("patient.unreadable", { n: detail.unreadableCount })} />
      )}
      {!isClosed && <WardHistory detail={detail} nowMs={nowMs} />}
      {!isClosed && <ConsentCard detail={detail} />}
    </div>
  );
};
