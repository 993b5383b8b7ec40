import { useEffect, useState } from "react";
import { useAppData, useLive } from "../../../app/use-live.ts";
import { useNow } from "../../../app/use-now.ts";
import { useText } from "../../../app/use-text.ts";
import type { PatientRow } from "../../../data/rows.ts";
import { usePersonText } from "../../../ui/clinical/use-person-text.ts";
import { TextField } from "../../../ui/field.tsx";
import rows from "../../../ui/rows.module.css";

const MOST_SHOWN = 6;

/** A patient of this device, by name in any script, phone or card. */
export const FindPatient = ({ onChoose }: { readonly onChoose: (patientId: string) => void }) => {
  const t = useText();
  const data = useAppData();
  const nowMs = useNow();
  const personText = usePersonText();
  // Patients still arrive on a device that is new: what is typed is looked for again.
  const arrived = useLive(data.ward);
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly PatientRow[]>([]);
  useEffect(() => {
    let isCurrent = true;
    const wanted = text.trim();
    const search = wanted === "" ? Promise.resolve([]) : data.search(wanted, MOST_SHOWN).then((p) => p.rows);
    search.then(
      (hits) => isCurrent && setFound(hits),
      () => isCurrent && setFound([]),
    );
    return () => {
      isCurrent = false;
    };
  }, [data, text, arrived]);
  return (
    <div>
      <TextField
        label={t("board.admit.find")}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        data-testid="admit-search"
      />
      <ul className={rows.picks}>
        {found.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              className={rows.pick}
              onClick={() => onChoose(row.id)}
              data-testid="admit-hit"
            >
              <strong>{row.name}</strong> {[personText(row, nowMs), row.village].filter(Boolean).join(" · ")}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
};
