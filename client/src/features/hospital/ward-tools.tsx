import { useSession } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import styles from "./hospital.module.css";
import { type WardFilter, type WardSort, wardSorts } from "./ward-rows.ts";

interface Props {
  readonly filter: WardFilter;
  readonly onFilter: (filter: WardFilter) => void;
  readonly sort: WardSort;
  readonly onSort: (sort: WardSort) => void;
}

/** Find, narrow and order the list. */
export const WardTools = ({ filter, onFilter, sort, onSort }: Props) => {
  const t = useText();
  const clinics = useSession()?.clinics ?? [];
  return (
    <div className={styles.tools}>
      <label className={`${styles.tool} ${styles.wide}`}>
        <span>{t("ward.find")}</span>
        <input
          type="search"
          value={filter.text}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
          data-testid="ward-filter"
        />
      </label>
      {clinics.length > 1 && (
        <label className={styles.tool}>
          <span>{t("ward.clinic")}</span>
          <select
            value={filter.clinicId}
            onChange={(event) => onFilter({ ...filter, clinicId: event.target.value })}
          >
            <option value="">{t("ward.allClinics")}</option>
            {clinics.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className={styles.tool}>
        <span>{t("ward.sort")}</span>
        <select
          value={sort}
          onChange={(event) => onSort(wardSorts.find((one) => one === event.target.value) ?? "severity")}
          data-testid="ward-sort"
        >
          {wardSorts.map((one) => (
            <option key={one} value={one}>
              {t(`ward.sort.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.only}>
        <input
          type="checkbox"
          checked={filter.onlyAbnormal}
          onChange={(event) => onFilter({ ...filter, onlyAbnormal: event.target.checked })}
        />
        {t("ward.onlyAbnormal")}
      </label>
    </div>
  );
};
