import { listEnrolments } from "@arogyasync/shared/api";
import { useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { Answered } from "../../widgets/answered.tsx";
import { CodeRow } from "./code-row.tsx";
import { IssueDialog } from "./issue-dialog.tsx";

/** Codes that wait for a device, the way to make one, and what became of earlier ones. */
export const CodesSection = () => {
  const t = useText();
  const { answer, again } = useAnswer(listEnrolments, {});
  const [isIssuing, setIssuing] = useState(false);
  const changed = (): void => void again();
  const close = (): void => {
    setIssuing(false);
    changed();
  };
  return (
    <section className={stack.stack}>
      <div className={`${stack.row} ${stack.between}`}>
        <h2>{t("enrol.codes")}</h2>
        <Button kind="primary" onClick={() => setIssuing(true)} data-testid="enrol-open">
          {t("enrol.open")}
        </Button>
      </div>
      {isIssuing && <IssueDialog onClose={close} />}
      <Answered answer={answer} again={again}>
        {({ codes }) => {
          const open = codes.filter(({ state }) => state === "open");
          const earlier = codes.filter(({ state }) => state !== "open");
          const list = (some: typeof codes) => (
            <ul className={rows.list}>
              {some.map((code) => (
                <CodeRow key={code.no} code={code} onChanged={changed} />
              ))}
            </ul>
          );
          return (
            <div className={stack.stack} data-testid="codes">
              {open.length === 0 ? <p className={stack.muted}>{t("enrol.none")}</p> : list(open)}
              {earlier.length > 0 && (
                <details className={stack.stack}>
                  <summary data-testid="earlier-codes">{t("enrol.earlier", { n: earlier.length })}</summary>
                  {list(earlier)}
                </details>
              )}
            </div>
          );
        }}
      </Answered>
    </section>
  );
};
