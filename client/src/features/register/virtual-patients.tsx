import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import type { PatientRow } from "../../data/rows.ts";
import { PatientLine } from "../../widgets/patient-line.tsx";
import styles from "./patients.module.css";

interface Props {
  readonly rows: readonly PatientRow[];
  readonly nowMs: number;
  readonly toRecord: boolean;
}

/** A long list with only the visible rows in the page. */
export const VirtualPatients = ({ rows, nowMs, toRecord }: Props) => {
  const ref = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(ref.current?.offsetTop ?? 0), []);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 104,
    overscan: 6,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  return (
    <div ref={ref} className={styles.virtual} role="list" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index];
        return (
          row && (
            <div
              key={key}
              role="listitem"
              data-index={index}
              ref={virtualizer.measureElement}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <PatientLine row={row} nowMs={nowMs} toRecord={toRecord} />
            </div>
          )
        );
      })}
    </div>
  );
};
