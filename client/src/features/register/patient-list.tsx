import { useEffect, useRef, useState } from "react";
import type { PatientRow } from "../../data/rows.ts";
import { PatientLine, useOpenPatient } from "../../widgets/patient-line.tsx";
import styles from "./patients.module.css";

interface Props {
  readonly rows: readonly PatientRow[];
  /** Whose rows these are (what was searched for): other ones are shown from their beginning again. */
  readonly of: string;
  readonly nowMs: number;
  readonly toRecord: boolean;
  /** Somebody reads on where `rows` end. */
  readonly onEnd: () => void;
}

/** What a phone shows at once, and a bit more. Every further row would make each letter of a search slower. */
const FIRST = 8;
const STEP = 16;
/** The next rows are made when the end is this near: before it is seen. */
const NEAR = "240px";

/** A list that grows while somebody scrolls: rows nobody has come to are not in the page. */
export const PatientList = ({ rows, of, nowMs, toRecord, onEnd }: Props) => {
  const [shown, setShown] = useState({ of, count: FIRST });
  const count = shown.of === of ? shown.count : FIRST;
  const end = useRef<HTMLLIElement>(null);
  const open = useOpenPatient(toRecord);
  useEffect(() => {
    if (!end.current) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return;
        if (count < rows.length) setShown({ of, count: count + STEP });
        else onEnd();
      },
      { rootMargin: NEAR },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [count, of, rows.length, onEnd]);
  return (
    <ul className={styles.list}>
      {rows.slice(0, count).map((row) => (
        <li key={row.id}>
          <PatientLine row={row} nowMs={nowMs} toRecord={toRecord} onOpen={open} />
        </li>
      ))}
      <li ref={end} aria-hidden className={styles.end} />
    </ul>
  );
};
