import type { EnrolmentCodeView } from "@arogyasync/shared/api";
import { enrolmentLink, groupedCode } from "@arogyasync/shared/enrolment";
import { useSession } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { QrCode } from "../../ui/qr-code.tsx";
import stack from "../../ui/stack.module.css";
import styles from "./issued-code.module.css";

export interface Issued {
  readonly code: string;
  readonly issued: EnrolmentCodeView;
}

/** The code, big enough for a camera across a desk and for reading out, and what to do with it. */
export const IssuedCode = ({ code, issued }: Issued) => {
  const t = useText();
  const time = useTimeText();
  const now = useNow();
  const clinics = useSession()?.clinics ?? [];
  const clinic = clinics.find(({ id }) => id === issued.clinic)?.name ?? issued.clinic;
  return (
    <>
      <QrCode text={enrolmentLink(location.origin, code)} label={t("enrol.qr")} />
      <p className={styles.code} data-testid="enrol-code">
        {groupedCode(code)}
      </p>
      <p className={styles.facts}>
        {issued.user ? t("enrol.forUser", { name: issued.user.name }) : t("enrol.forAnybody", { clinic })}
        <br />
        {t("enrol.until", { when: time.when(issued.expiresAtMs, now) })}
      </p>
      <ul className={`${styles.steps} ${stack.stack} ${stack.tight}`}>
        <li>{t("enrol.step.scan")}</li>
        <li>{t("enrol.step.type", { address: location.host })}</li>
        <li>{t("enrol.step.others")}</li>
      </ul>
      <p className={`${stack.muted} ${stack.small}`}>{t("enrol.once")}</p>
    </>
  );
};
