import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { useText } from "../../app/use-text.ts";
import type { PatientRow } from "../../data/rows.ts";
import { WardRow } from "./ward-row.tsx";
import styles from "./ward-list.module.css";

interface Props {
  readonly rows: readonly PatientRow[];
  readonly nowMs: number;
}

const columns = ["name", "heartRate", "spo2", "bp", "temp", "rr", "age"] as const;

/** Only the visible rows are in the page: thousands of patients scroll as a few dozen do. */
export const WardList = ({ rows, nowMs }: Props) => {
  const t = useText();
  const ref = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop((ref.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 60,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  return (
    <div className={styles.frame}>
      <div className={styles.head} aria-hidden>
        <span>{t("ward.column.state")}</span>
        {columns.map((column) => (
          <span key={column}>{t(`ward.column.${column}`)}</span>
        ))}
      </div>
      <ul ref={ref} className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={key}
                data-index={index}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${start - top}px)` }}
              >
                <WardRow row={row} nowMs={nowMs} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
};
