import { patientCode } from "@arogyasync/shared/records";
import { type ReactNode, useEffect, useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import type { PatientRow } from "../../data/rows.ts";
import { usePersonText } from "../../ui/clinical/use-person-text.ts";
import { TextField } from "../../ui/field.tsx";
import rows from "../../ui/rows.module.css";

interface Props {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** One of the patients on this device was chosen. */
  readonly onChoose: (patientId: string) => void;
  readonly testId: string;
}

const MOST_SHOWN = 5;

/** A patient by id, or by name, phone or card among those on this device. */
export const PatientPicker = ({ label, hint, error, value, onText, onChoose, testId }: Props) => {
  const data = useAppData();
  const nowMs = useNow();
  const personText = usePersonText();
  const [found, setFound] = useState<readonly PatientRow[]>([]);
  const text = value.trim();
  useEffect(() => {
    let isCurrent = true;
    const search = text.length < 2 ? Promise.resolve([]) : data.search(text, MOST_SHOWN).then((p) => p.rows);
    search.then(
      (hits) => isCurrent && setFound(hits),
      () => isCurrent && setFound([]),
    );
    return () => {
      isCurrent = false;
    };
  }, [data, text]);
  return (
    <div>
      <TextField
        label={label}
        hint={hint}
        error={error}
        value={value}
        maxLength={64}
        autoComplete="off"
        onChange={(event) => onText(event.target.value)}
        data-testid={testId}
      />
      {found.length > 0 && (
        <ul className={rows.picks}>
          {found.map((row) => (
            <li key={row.id}>
              <button
                type="button"
                className={rows.pick}
                onClick={() => {
                  onChoose(row.id);
                  setFound([]);
                }}
                data-testid={`${testId}-hit`}
              >
                <strong>{row.name}</strong>{" "}
                {[personText(row, nowMs), row.village, patientCode(row.id)].filter(Boolean).join(" · ")}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
