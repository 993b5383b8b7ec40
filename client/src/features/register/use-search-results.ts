import { useEffect, useState } from "react";
import { useAppData, useLive } from "../../app/use-live.ts";
import type { PatientRow } from "../../data/rows.ts";

const LIMIT = 50;
const none: readonly PatientRow[] = [];

/** Answers for what is typed now; a slower answer to an older text is dropped. */
export const useSearchResults = (query: string) => {
  const data = useAppData();
  const changes = useLive(data.recent);
  const [answer, setAnswer] = useState<{ query: string; rows: readonly PatientRow[] }>({
    query: "",
    rows: none,
  });
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === "") return undefined;
    let stale = false;
    void data.search(wanted, LIMIT).then((rows) => {
      if (!stale) setAnswer({ query: wanted, rows });
    });
    return () => {
      stale = true;
    };
  }, [data, wanted, changes]);
  return { results: wanted === "" ? none : answer.rows, searching: wanted !== "" && answer.query !== wanted };
};
