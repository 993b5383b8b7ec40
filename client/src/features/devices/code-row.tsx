import { type EnrolmentCodeView, withdrawEnrolment } from "@arogyasync/shared/api";
import { useAsk } from "../../app/use-answer.ts";
import { useSession } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { Button } from "../../ui/button.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { useIssuerName } from "./use-issuer-name.ts";

interface Props {
  readonly code: EnrolmentCodeView;
  readonly onChanged: () => void;
}

/** One code: for whom, by whom, what became of it; and the way to withdraw it while nobody has used it. */
export const CodeRow = ({ code, onChanged }: Props) => {
  const t = useText();
  const time = useTimeText();
  const now = useNow();
  const issuer = useIssuerName();
  const clinics = useSession()?.clinics ?? [];
  const { isBusy, failure, ask } = useAsk(withdrawEnrolment);
  const isOpen = code.state === "open";
  const clinic = clinics.find(({ id }) => id === code.clinic)?.name ?? code.clinic;
  const withdraw = async (): Promise<void> => {
    await ask({ no: code.no });
    onChanged();
  };
  return (
    <li className={rows.row} data-muted={!isOpen} data-testid={`code-${code.no}`}>
      <div className={`${stack.stack} ${stack.tight}`}>
        <p className={rows.head}>
          <span className={rows.name}>{t("enrol.number", { no: code.no })}</span>
          <span className={rows.meta}>
            {code.user ? t("enrol.forUser", { name: code.user.name }) : t("enrol.forAnybody", { clinic })}
          </span>
        </p>
        <p className={rows.tags}>
          <span className={`${rows.tag} ${isOpen ? rows.good : ""}`}>{t(`enrol.state.${code.state}`)}</span>
        </p>
        {isOpen && (
          <p className={rows.meta}>{t("enrol.until", { when: time.when(code.expiresAtMs, now) })}</p>
        )}
        <p className={rows.meta}>
          {t("enrol.issued", { when: time.when(code.issuedAtMs, now), name: issuer(code.issuedBy) })}
        </p>
        {code.used && (
          <p className={rows.meta}>
            {t("enrol.usedBy", {
              when: time.when(code.used.atMs, now),
              name: code.used.by.name,
              device: code.used.label || code.used.device,
            })}
          </p>
        )}
        {code.withdrawn && (
          <p className={rows.meta}>
            {t("enrol.withdrawnBy", {
              when: time.when(code.withdrawn.atMs, now),
              name: issuer(code.withdrawn.by),
            })}
          </p>
        )}
        {failure !== undefined && <p role="alert">{failure}</p>}
      </div>
      {isOpen && (
        <div className={rows.actions}>
          <Button disabled={isBusy} onClick={() => void withdraw()} data-testid={`withdraw-${code.no}`}>
            {t("enrol.withdraw")}
          </Button>
        </div>
      )}
    </li>
  );
};
