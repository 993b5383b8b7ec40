import { listErasures } from "@arogyasync/shared/api";
import { useSearch } from "@tanstack/react-router";
import { useAnswer } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Empty } from "../../ui/empty.tsx";
import rows from "../../ui/rows.module.css";
import { Answered } from "../../widgets/answered.tsx";
import { EraseForm } from "./erase-form.tsx";
import { ErasureRow } from "./erasure-row.tsx";

/** Erasing a patient, and the book of those who were: for the administrators of their clinics. */
export const ErasuresScreen = () => {
  const t = useText();
  const { patient } = useSearch({ from: "/admin/erasures" });
  const { answer, again } = useAnswer(listErasures, {});
  return (
    <>
      <h1>{t("erase.title")}</h1>
      <EraseForm patientId={patient} onDone={() => void again()} />
      <h2>{t("erase.book")}</h2>
      <Answered answer={answer} again={again}>
        {({ erasures }) =>
          erasures.length === 0 ? (
            <Empty>{t("erase.none")}</Empty>
          ) : (
            <ul className={rows.list} data-testid="erasures">
              {erasures.map((erasure) => (
                <ErasureRow key={erasure.patient} erasure={erasure} />
              ))}
            </ul>
          )
        }
      </Answered>
    </>
  );
};
