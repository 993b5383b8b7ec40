import { Link } from "@tanstack/react-router";
import { Siren } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useReadingClosed } from "../../app/reading-closed.tsx";
import { useAppData, useLive, useSession } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { SeverityBadge } from "../../ui/clinical/severity-badge.tsx";
import type { Severity } from "../../ui/clinical/severity.ts";
import type { PatientRow } from "../../data/rows.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import stack from "../../ui/stack.module.css";
import styles from "./hospital.module.css";
import { WardList } from "./ward-list.tsx";
import { type WardFilter, type WardSort, rowSeverity, wardRows } from "./ward-rows.ts";
import { WardTools } from "./ward-tools.tsx";

const none: readonly PatientRow[] = [];

/** Every patient of the session's clinics with their latest vitals, changing as readings arrive. */
export const WardScreen = () => {
  const t = useText();
  const nowMs = useNow();
  const data = useAppData();
  const ward = useLive(data.ward);
  const isClosed = useReadingClosed();
  const all = ward?.rows ?? none;
  const session = useSession();
  // As the relay's endpoint has it, whose module would bring every schema into this screen.
  const mayAsk = session?.roles.some((role) => role === "hospital" || role === "admin") ?? false;
  const { gettingReady } = useLive(data.status);
  const [filter, setFilter] = useState<WardFilter>({ text: "", clinicId: "", onlyAbnormal: false });
  const [sort, setSort] = useState<WardSort>("severity");
  const wanted = useDeferredValue(filter);
  const rows = useMemo(() => wardRows(all, wanted, sort, nowMs), [all, wanted, sort, nowMs]);
  const count = (severity: Severity): number =>
    all.filter((row) => rowSeverity(row, nowMs) === severity).length;
  return (
    <>
      <div className={`${stack.row} ${stack.between}`}>
        <h1>{t("ward.title")}</h1>
        {mayAsk && (
          <Link to="/w/emergency" className={buttonClass("quiet")} data-testid="emergency-link">
            <Siren aria-hidden size={20} />
            {t("emergency.link")}
          </Link>
        )}
      </div>
      <p className={styles.counts}>
        <span>{t("ward.count", { n: all.length })}</span>
        {(["critical", "abnormal"] as const).map((severity) => (
          <span key={severity} className={stack.row}>
            <SeverityBadge severity={severity} />
            <strong className="numeral">{count(severity)}</strong>
          </span>
        ))}
      </p>
      <WardTools filter={filter} onFilter={setFilter} sort={sort} onSort={setSort} />
      {ward === undefined ? (
        <p role="status">{t("app.opening")}</p>
      ) : rows.length === 0 ? (
        <Empty>
          <p>
            {t(
              isClosed
                ? "reading.closed.ward"
                : all.length > 0
                  ? "ward.noneMatch"
                  : gettingReady
                    ? "chip.readySoon.long"
                    : "ward.empty",
            )}
          </p>
        </Empty>
      ) : (
        <WardList rows={rows} nowMs={nowMs} />
      )}
      <p className={`${stack.muted} ${stack.small}`}>{t("vital.disclaimer")}</p>
    </>
  );
};
