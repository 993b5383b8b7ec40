import { Link, useSearch } from "@tanstack/react-router";
import { Search, UserPlus } from "lucide-react";
import { useState } from "react";
import { tabStore } from "../../app/platform/local-store.ts";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useRights } from "../../app/use-rights.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import stack from "../../ui/stack.module.css";
import { PatientLine } from "../../widgets/patient-line.tsx";
import { StatusChip } from "../../widgets/status-chip.tsx";
import styles from "./patients.module.css";
import { SEARCHED_KEY } from "./register-draft.ts";
import { useSearchResults } from "./use-search-results.ts";
import { VirtualPatients } from "./virtual-patients.tsx";

/** Finds a patient by name in any script, phone or card while typing; registers one where none is found. */
export const PatientsScreen = () => {
  const t = useText();
  const nowMs = useNow();
  const { focus, record } = useSearch({ from: "/f/patients" });
  const rights = useRights();
  const toRecord = record === true && rights.record;
  const [query, setQuery] = useState("");
  const recent = useLive(useAppData().recent);
  const { results, searching } = useSearchResults(query);
  const trimmed = query.trim();
  const rows = trimmed === "" ? recent : results;
  return (
    <div className={stack.stack}>
      <header className={`${stack.row} ${stack.between}`}>
        <h1>{t(toRecord ? "patients.forWhom" : "patients.title")}</h1>
        <StatusChip />
      </header>
      <label className={styles.search}>
        <Search aria-hidden size={22} />
        <span className="visually-hidden">{t("search.label")}</span>
        <input
          type="search"
          className={styles.input}
          placeholder={t("search.placeholder")}
          value={query}
          autoFocus={focus === true}
          autoComplete="off"
          onChange={(event) => setQuery(event.target.value)}
          data-testid="patient-search"
        />
      </label>
      {rights.register && (
        <Link
          to="/f/patients/new"
          onClick={() => tabStore.set(SEARCHED_KEY, trimmed === "" ? undefined : trimmed)}
          className={buttonClass("plain", true)}
          data-testid="register-open"
        >
          <UserPlus aria-hidden size={22} />
          {t("register.open")}
        </Link>
      )}
      <p className={stack.muted} role="status">
        {trimmed === ""
          ? t("patients.recent", { n: recent.length })
          : searching
            ? t("search.searching")
            : t("search.found", { n: results.length })}
      </p>
      {trimmed !== "" && !searching && results.length === 0 && (
        <Empty>
          <p>{t("search.none", { query: trimmed })}</p>
        </Empty>
      )}
      {rows.length > 60 ? (
        <VirtualPatients rows={rows} nowMs={nowMs} toRecord={toRecord} />
      ) : (
        <ul className={styles.list}>
          {rows.map((row) => (
            <li key={row.id}>
              <PatientLine row={row} nowMs={nowMs} toRecord={toRecord} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
