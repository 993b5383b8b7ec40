import { useCallback, useEffect, useState } from "react";
import { useAppData, useLive } from "../../app/use-live.ts";
import type { PatientPage } from "../../data/rows.ts";

/** Answers come in pages: a phone shows a handful, and whoever needs more scrolls or types a letter more. */
const PAGE = 12;
const noAnswer: { readonly query: string; readonly found: PatientPage } = {
  query: "",
  found: { rows: [], total: 0 },
};

export interface SearchResults {
  /** What was found; for an earlier text while `searching`. */
  readonly found: PatientPage;
  readonly searching: boolean;
  /** The text that `found` answers; empty before the first answer. */
  readonly answers: string;
  readonly more: () => void;
}

/** Answers for what is typed now; a slower answer to an older text is dropped. */
export const useSearchResults = (query: string): SearchResults => {
  const data = useAppData();
  const changes = useLive(data.recent);
  const [answer, setAnswer] = useState(noAnswer);
  const [reach, setReach] = useState({ query: "", limit: PAGE });
  const wanted = query.trim();
  const limit = reach.query === wanted ? reach.limit : PAGE;
  // The next search begins from the list again, not from the last one's rows.
  if (wanted === "" && answer.query !== "") setAnswer(noAnswer);
  useEffect(() => {
    if (wanted === "") return undefined;
    let stale = false;
    void data.search(wanted, limit).then((found) => {
      if (!stale) setAnswer({ query: wanted, found });
    });
    return () => {
      stale = true;
    };
  }, [data, wanted, limit, changes]);
  const { rows, total } = answer.found;
  const hasMore = answer.query === wanted && rows.length < total;
  const more = useCallback(() => {
    if (hasMore) setReach({ query: wanted, limit: rows.length + PAGE });
  }, [hasMore, wanted, rows.length]);
  return {
    found: answer.found,
    searching: wanted !== "" && answer.query !== wanted,
    answers: wanted === "" ? "" : answer.query,
    more,
  };
};
