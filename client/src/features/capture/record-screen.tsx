import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import { Empty } from "../../ui/empty.tsx";
import { NotAllowed } from "../../widgets/not-allowed.tsx";
import { CaptureFlow } from "./capture-flow.tsx";

/** Records one set of vitals for a patient, or corrects one (`?corrects=<reading>`). */
export const RecordScreen = () => {
  const { pid } = useParams({ from: "/f/p/$pid/record" });
  const { corrects } = useSearch({ from: "/f/p/$pid/record" });
  const t = useText();
  const data = useAppData();
  const detail = useLive(useMemo(() => data.patient(pid), [data, pid]));
  if (detail === undefined) return <p role="status">{t("app.opening")}</p>;
  if (detail === "missing") return <Empty>{t("patient.missing")}</Empty>;
  return <Loaded key={`${pid}/${corrects ?? ""}`} detail={detail} corrects={corrects} />;
};

const Loaded = ({
  detail,
  corrects,
}: {
  readonly detail: PatientDetail;
  readonly corrects: string | undefined;
}) => {
  const navigate = useNavigate();
  const { id } = detail.row;
  const openPatient = useCallback(
    () => void navigate({ to: "/f/p/$pid", params: { pid: id } }),
    [navigate, id],
  );
  const nextPatient = useCallback(
    () => void navigate({ to: "/f/patients", search: { focus: true, record: true } }),
    [navigate],
  );
  // Asked once: a role that is taken away meanwhile must not take what was typed with it.
  const [isAllowed] = useState(detail.rights.record);
  const corrected = detail.readings.find((reading) => reading.id === corrects);
  if (!isAllowed) return <NotAllowed />;
  return (
    <CaptureFlow detail={detail} corrected={corrected} onLeave={openPatient} onNextPatient={nextPatient} />
  );
};
