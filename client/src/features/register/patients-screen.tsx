import { useSearch } from "@tanstack/react-router";
import { useRights } from "../../app/use-rights.ts";
import { useText } from "../../app/use-text.ts";
import stack from "../../ui/stack.module.css";
import { StatusChip } from "../../widgets/status-chip.tsx";
import { PatientFinder } from "./patient-finder.tsx";

/** Finds a patient by name in any script, phone or card while typing; registers one where none is found. */
export const PatientsScreen = () => {
  const t = useText();
  const { focus, record } = useSearch({ from: "/f/patients" });
  const rights = useRights();
  const toRecord = record === true && rights.record;
  return (
    <div className={stack.stack}>
      <header className={`${stack.row} ${stack.between}`}>
        <h1>{t(toRecord ? "patients.forWhom" : "patients.title")}</h1>
        <StatusChip />
      </header>
      <PatientFinder toRecord={toRecord} mayRegister={rights.register} withFocus={focus === true} />
    </div>
  );
};
