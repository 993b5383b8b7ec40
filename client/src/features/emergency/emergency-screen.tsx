import { Link } from "@tanstack/react-router";
import { type EmergencyRecord, type LookupHit, readEmergency } from "@arogyasync/shared/api";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useAsk } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import page from "../../ui/page.module.css";
import stack from "../../ui/stack.module.css";
import { EmergencyReason } from "./emergency-reason.tsx";
import { EmergencyRecordView } from "./emergency-record.tsx";
import { EmergencySearch } from "./emergency-search.tsx";

/** Finding a patient of another clinic and reading their record, with a reason, for an hour. [TR40] */
export const EmergencyScreen = () => {
  const t = useText();
  const [hit, setHit] = useState<LookupHit>();
  const [record, setRecord] = useState<EmergencyRecord>();
  const { ask } = useAsk(readEmergency);
  const choose = async (chosen: LookupHit): Promise<void> => {
    // Opened within the hour: no other reason is asked for.
    const still = await ask({ patient: chosen.patient });
    setRecord(still.ok ? still.value : undefined);
    setHit(chosen);
  };
  const leave = (): void => {
    setRecord(undefined);
    setHit(undefined);
  };
  return (
    <div className={stack.stack}>
      <header className={page.header}>
        {hit ? (
          <button type="button" className={page.round} aria-label={t("nav.back")} onClick={leave}>
            <ArrowLeft aria-hidden size={24} />
          </button>
        ) : (
          <Link to="/w" className={page.round} aria-label={t("nav.back")}>
            <ArrowLeft aria-hidden size={24} />
          </Link>
        )}
        <h1>{t("emergency.title")}</h1>
      </header>
      {!record && (
        <Banner tone="info" title={t("emergency.rule")}>
          <p>{t("emergency.rule.long")}</p>
        </Banner>
      )}
      {record ? (
        <EmergencyRecordView record={record} onOver={leave} />
      ) : hit ? (
        <EmergencyReason hit={hit} onOpen={setRecord} />
      ) : (
        <EmergencySearch onChoose={(chosen) => void choose(chosen)} />
      )}
    </div>
  );
};
