import { Link } from "@tanstack/react-router";
import { type LookupHit, lookUpPatient } from "@arogyasync/shared/api";
import { type FormEvent, useState } from "react";
import { useAsk } from "../../app/use-answer.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { usePersonText } from "../../ui/clinical/use-person-text.ts";
import { Empty } from "../../ui/empty.tsx";
import { TextField } from "../../ui/field.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { hitRow } from "./hit-row.ts";

const Hit = ({ hit, onChoose }: { readonly hit: LookupHit; readonly onChoose: () => void }) => {
  const t = useText();
  const nowMs = useNow();
  const personText = usePersonText();
  const facts = [personText(hitRow(hit), nowMs), hit.village, hit.clinics.join(", ")].filter(Boolean);
  return (
    <li className={rows.row} data-testid="emergency-hit">
      <div>
        <p className={rows.name}>{hit.name}</p>
        <p className={rows.meta}>{facts.join(" · ")}</p>
      </div>
      <div className={rows.actions}>
        {hit.isOwn ? (
          <Link to="/w/p/$pid" params={{ pid: hit.patient }}>
            {t("emergency.own")}
          </Link>
        ) : (
          <Button onClick={onChoose} data-testid="emergency-choose">
            {t("emergency.choose")}
          </Button>
        )}
      </div>
    </li>
  );
};

/** Asks the relay, which knows every clinic; the answer is just enough to tell who it is. */
export const EmergencySearch = ({ onChoose }: { readonly onChoose: (hit: LookupHit) => void }) => {
  const t = useText();
  const { ask, isBusy, failure } = useAsk(lookUpPatient);
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<{ readonly hits: readonly LookupHit[]; readonly isCut: boolean }>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask({ query }).then((result) => setFound(result.ok ? result.value : undefined));
  };
  return (
    <>
      <form className={stack.card} onSubmit={submit}>
        <TextField
          label={t("emergency.search")}
          hint={t("emergency.search.hint")}
          value={query}
          maxLength={120}
          autoComplete="off"
          onChange={(event) => setQuery(event.target.value)}
          error={failure}
          data-testid="emergency-query"
        />
        <div>
          <Button
            type="submit"
            kind="primary"
            disabled={isBusy || query.trim().length < 3}
            data-testid="emergency-search"
          >
            {t(isBusy ? "search.searching" : "emergency.search.do")}
          </Button>
        </div>
      </form>
      {found && found.hits.length === 0 && <Empty>{t("emergency.none")}</Empty>}
      {found && found.hits.length > 0 && (
        <ul className={rows.list}>
          {found.hits.map((hit) => (
            <Hit key={hit.patient} hit={hit} onChoose={() => onChoose(hit)} />
          ))}
        </ul>
      )}
      {found?.isCut && <p className={stack.muted}>{t("emergency.cut")}</p>}
    </>
  );
};
