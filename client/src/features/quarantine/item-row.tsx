import type { QuarantineItem } from "@arogyasync/shared/api";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { Button } from "../../ui/button.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { useRefusalText } from "../../widgets/refusal-text.ts";
import { Content } from "./content.tsx";

/** Who brought it, when it was signed and when it came: what decides whether it is believed. */
const Origin = ({ item }: { readonly item: QuarantineItem }) => {
  const t = useText();
  const time = useTimeText();
  const now = useNow();
  const { author, courier, device, signedAtMs, revokedAtMs } = item;
  return (
    <>
      <p className={rows.meta}>
        {t("quarantine.device", { device: device.label ?? device.id })}
        {author && courier !== author.id && ` · ${t("quarantine.courier", { name: courier })}`}
        {` · ${t("quarantine.received", { when: time.when(item.receivedAtMs, now) })}`}
      </p>
      {signedAtMs !== undefined && (
        <p className={rows.meta}>
          {t("quarantine.signed", { when: time.when(signedAtMs, now) })}
          {revokedAtMs !== undefined &&
            ` · ${t(signedAtMs < revokedAtMs ? "quarantine.before" : "quarantine.after", { when: time.when(revokedAtMs, now) })}`}
        </p>
      )}
      {item.note && <p>“{item.note}”</p>}
    </>
  );
};

interface Props {
  readonly item: QuarantineItem;
  readonly onDecide: (verdict: "accept" | "reject") => void;
}

/** One change: whose, about whom, what it says, why the relay did not take it, and the decision. */
export const ItemRow = ({ item, onDecide }: Props) => {
  const t = useText();
  const time = useTimeText();
  const now = useNow();
  const refusal = useRefusalText();
  const { author, decision } = item;
  return (
    <li
      className={rows.row}
      data-muted={item.state !== "open"}
      data-testid="quarantine-item"
      data-state={item.state}
    >
      <div className={`${stack.stack} ${stack.tight}`}>
        <p className={rows.head}>
          <span className={rows.name}>
            {item.patientName ??
              t(item.patientId === undefined ? "quarantine.noPatient" : "quarantine.otherPatient")}
          </span>
          <span className={rows.meta} data-testid="quarantine-author">
            {author ? t("quarantine.author", { name: author.name }) : t("quarantine.noAuthor")}
          </span>
        </p>
        <Content item={item} />
        <p>{refusal.happened(item.code)}</p>
        <Origin item={item} />
        {decision && (
          <p className={rows.tags}>
            <span className={`${rows.tag} ${decision.verdict === "accepted" ? rows.good : rows.bad}`}>
              {t(`quarantine.outcome.${decision.outcome as "stored"}`)}
            </span>
            <span className={rows.meta}>
              {t("quarantine.decided", {
                name: decision.by,
                when: time.when(decision.atMs, now),
                reason: decision.reason,
              })}
            </span>
          </p>
        )}
      </div>
      {item.state !== "accepted" && (
        <div className={rows.actions}>
          {author && (
            <Button onClick={() => onDecide("accept")} data-testid="quarantine-accept">
              {t("quarantine.accept")}
            </Button>
          )}
          {item.state === "open" && (
            <Button kind="quiet" onClick={() => onDecide("reject")} data-testid="quarantine-reject">
              {t("quarantine.reject")}
            </Button>
          )}
        </div>
      )}
    </li>
  );
};
