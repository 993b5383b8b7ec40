import { Link } from "@tanstack/react-router";
import { Search, UserPlus } from "lucide-react";
import { useEffect, useState } from "react";
import { browserClock } from "../../app/platform/clock.ts";
import { useReadingClosed } from "../../app/reading-closed.tsx";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import type { PatientRow } from "../../data/rows.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import stack from "../../ui/stack.module.css";
import { PatientList } from "./patient-list.tsx";
import styles from "./patients.module.css";
import { SEARCHED_KEY } from "./register-draft.ts";
import { useSearchResults } from "./use-search-results.ts";

/** An answer that comes sooner replaces the old one without a word: words that flash by are read by nobody. */
const SAY_SEARCHING_AFTER_MS = 250;

const none: readonly PatientRow[] = [];

interface Props {
  readonly toRecord: boolean;
  readonly mayRegister: boolean;
  readonly withFocus: boolean;
}

/** The search box and whom it finds; with nothing typed, the patients of these days. */
export const PatientFinder = ({ toRecord, mayRegister, withFocus }: Props) => {
  const t = useText();
  const nowMs = useNow();
  const data = useAppData();
  const [query, setQuery] = useState("");
  const recent = useLive(data.recent);
  const { found, searching, answers, more } = useSearchResults(query);
  const isSlow = useSlow(searching);
  const isClosed = useReadingClosed();
  const trimmed = query.trim();
  // Until the first answer the list stays as it was.
  const isAnswer = answers !== "";
  const status = (): string => {
    if (isSlow) return t("search.searching");
    if (isAnswer) return t("search.found", { n: found.total });
    if (isClosed) return t("reading.closed.search");
    return recent ? t("patients.recent", { n: recent.total }) : t("app.opening");
  };
  return (
    <>
      <label className={styles.search}>
        <Search aria-hidden size={22} />
        <span className="visually-hidden">{t("search.label")}</span>
        <input
          type="search"
          className={styles.input}
          placeholder={t("search.placeholder")}
          value={query}
          autoFocus={withFocus}
          autoComplete="off"
          onChange={(event) => setQuery(event.target.value)}
          data-testid="patient-search"
        />
      </label>
      {mayRegister && (
        <Link
          to="/f/patients/new"
          onClick={() => void data.drafts.set(SEARCHED_KEY, trimmed === "" ? undefined : trimmed)}
          className={buttonClass("plain", true)}
          data-testid="register-open"
        >
          <UserPlus aria-hidden size={22} />
          {t("register.open")}
        </Link>
      )}
      <p className={stack.muted} role="status">
        {status()}
      </p>
      <section aria-label={t("patients.title")} aria-busy={searching} className={styles.results}>
        {isAnswer && found.total === 0 && (
          <Empty>
            <p>{t("search.none", { query: answers })}</p>
          </Empty>
        )}
        <PatientList
          rows={isAnswer ? found.rows : (recent?.rows ?? none)}
          of={answers}
          nowMs={nowMs}
          toRecord={toRecord}
          onEnd={isAnswer ? more : data.moreRecent}
        />
      </section>
    </>
  );
};

/** Whether something has been going on for longer than a moment. */
const useSlow = (isBusy: boolean): boolean => {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) return undefined;
    const cancel = browserClock.after(SAY_SEARCHING_AFTER_MS, () => setSlow(true));
    return () => {
      cancel();
      setSlow(false);
    };
  }, [isBusy]);
  return isSlow && isBusy;
};
