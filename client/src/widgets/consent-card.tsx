import type { Purpose } from "@arogyasync/shared/records";
import { useState } from "react";
import { useText } from "../app/use-text.ts";
import { useTimeText } from "../app/use-time-text.ts";
import type { ConsentView, PatientDetail } from "../data/app-data.ts";
import { Button } from "../ui/button.tsx";
import stack from "../ui/stack.module.css";
import { consentMethods } from "./consent-choices.ts";
import { ConsentDialog } from "./consent-dialog.tsx";
import styles from "./consent.module.css";

const Details = ({ consent }: { readonly consent: ConsentView }) => {
  const t = useText();
  const time = useTimeText();
  const { atMs, untilMs, by, method } = consent;
  const facts = [
    ...(atMs === undefined ? [] : [time.date(atMs)]),
    ...consentMethods.filter((one) => method.includes(one)).map((one) => t(`consent.method.${one}`)),
    ...by.map((name) => t("reading.by", { author: name })),
    ...(untilMs === undefined ? [] : [t("consent.until", { date: time.date(untilMs) })]),
  ];
  return facts.length > 0 ? <p className={`${stack.muted} ${stack.small}`}>{facts.join(" · ")}</p> : null;
};

const purposes: readonly Purpose[] = ["care", "insurance", "research"];

/** What the patient allowed, purpose by purpose, in words that say what follows from it; and the way to record it. [TR20] */
export const ConsentCard = ({ detail }: { readonly detail: PatientDetail }) => {
  const t = useText();
  const [open, setOpen] = useState<Purpose>();
  return (
    <section className={stack.card} data-testid="consents">
      <h2>{t("consent.title")}</h2>
      <ul className={styles.list}>
        {purposes.map((purpose) => {
          const consent = detail.consents[purpose];
          return (
            <li key={purpose} className={styles.purpose} data-testid={`consent-${purpose}`}>
              <div>
                <p>
                  <strong>{t(`consent.purpose.${purpose}`)}</strong>{" "}
                  <span className={styles.status} data-status={consent.status}>
                    {t(`consent.status.${consent.status}`)}
                  </span>
                </p>
                <p>{t(`consent.means.${purpose}.${consent.status}`)}</p>
                {consent.isContested && <p>{t("consent.contested")}</p>}
                <Details consent={consent} />
              </div>
              {detail.rights.recordConsent && (
                <Button
                  aria-label={t("consent.recordFor", { purpose: t(`consent.purpose.${purpose}`) })}
                  onClick={() => setOpen(purpose)}
                  data-testid={`consent-open-${purpose}`}
                >
                  {t("consent.record")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {open && <ConsentDialog patientId={detail.row.id} purpose={open} onClose={() => setOpen(undefined)} />}
    </section>
  );
};
