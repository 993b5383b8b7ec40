import { Download } from "lucide-react";
import { useState } from "react";
import { useNow } from "../../app/use-now.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { isoDay } from "../../ui/clinical/person.ts";
import { Empty } from "../../ui/empty.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { accessCsv } from "./access-csv.ts";
import { AccessFilterForm } from "./access-filter.tsx";
import { ChainState } from "./chain-state.tsx";
import { Emergencies } from "./emergencies.tsx";
import { EntryRow } from "./entry-row.tsx";
import { saveFile } from "./save-file.ts";
import { type AccessFilter, useAccessPages } from "./use-access-pages.ts";

/** Who read whose record: emergencies first, then everything, with whether the log itself is whole. [TR5] */
export const AccessScreen = () => {
  const t = useText();
  const codeText = useCodeText();
  const nowMs = useNow();
  const [filter, setFilter] = useState<AccessFilter>({});
  const { pages, failure, again, more, all } = useAccessPages(filter);
  const [isBusy, setBusy] = useState(false);
  const busily = (work: () => Promise<unknown>): void => {
    setBusy(true);
    void work().finally(() => setBusy(false));
  };
  const exportCsv = async (): Promise<void> => {
    const found = await all();
    if (!found) return;
    const csv = accessCsv(found.entries, found.reviews, found.people);
    saveFile(`access-log-${isoDay(nowMs)}.csv`, csv, "text/csv;charset=utf-8");
  };
  return (
    <>
      <h1>{t("access.title")}</h1>
      <Emergencies onReviewed={() => busily(again)} />
      <AccessFilterForm key={JSON.stringify(filter)} filter={filter} onFilter={setFilter} />
      {failure !== undefined && (
        <Banner tone="warn" role="alert" title={codeText("code", failure)}>
          <div>
            <Button onClick={() => busily(again)}>{t("answer.again")}</Button>
          </div>
        </Banner>
      )}
      {pages === undefined && failure === undefined && (
        <p role="status" className={stack.muted}>
          {t("answer.loading")}
        </p>
      )}
      {pages && pages.entries.length === 0 && <Empty>{t("access.none")}</Empty>}
      {pages && pages.entries.length > 0 && (
        <>
          <div className={`${stack.row} ${stack.between}`}>
            <h2>{t("access.list")}</h2>
            <Button disabled={isBusy} onClick={() => busily(exportCsv)} data-testid="access-export">
              <Download aria-hidden size={20} />
              {t("access.export")}
            </Button>
          </div>
          <ul className={rows.list} data-testid="access-list">
            {pages.entries.map((entry) => (
              <EntryRow
                key={entry.no}
                entry={entry}
                people={pages.people}
                review={pages.reviews.find((review) => review.no === entry.no)}
                onPatient={(patient) => setFilter({ ...filter, patient })}
              />
            ))}
          </ul>
          {pages.next !== undefined && (
            <Button wide disabled={isBusy} onClick={() => busily(more)} data-testid="access-more">
              {t("access.showMore")}
            </Button>
          )}
        </>
      )}
      <ChainState />
    </>
  );
};
