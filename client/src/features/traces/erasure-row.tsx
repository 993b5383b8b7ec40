import type { ErasureView, HolderView } from "@arogyasync/shared/api";
import { patientCode } from "@arogyasync/shared/records";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { GoneList } from "./gone-list.tsx";
import { useClinicNames } from "./use-clinic-names.ts";

const toneOf: Readonly<Record<HolderView["state"], string>> = {
  done: rows.good ?? "",
  emptied: rows.good ?? "",
  waiting: rows.bad ?? "",
  "not-seen": "",
};

const Holder = ({ holder }: { readonly holder: HolderView }) => {
  const t = useText();
  const time = useTimeText();
  const nowMs = useNow();
  const { device, label, person, state, atMs, lastSeenMs } = holder;
  return (
    <li className={rows.tags} data-testid={`holder-${state}`}>
      <span>
        {person} · {label ?? device}
      </span>
      <span className={`${rows.tag} ${toneOf[state]}`}>{t(`erase.state.${state}`)}</span>
      {atMs !== undefined && <span className={rows.meta}>{time.when(atMs, nowMs)}</span>}
      {state === "not-seen" && lastSeenMs !== undefined && (
        <span className={rows.meta}>{t("devices.lastSeen", { when: time.when(lastSeenMs, nowMs) })}</span>
      )}
    </li>
  );
};

/** One erasure: by whom and why, what went and what remains, and which devices have done it. */
export const ErasureRow = ({ erasure }: { readonly erasure: ErasureView }) => {
  const t = useText();
  const time = useTimeText();
  const nowMs = useNow();
  const clinicNames = useClinicNames();
  const { patient, by, reason, atMs, clinics, gone, remains, purgedAtMs, devices } = erasure;
  return (
    <li className={stack.card} data-testid={`erasure-${patient}`}>
      <p className={rows.head}>
        <span className={rows.name}>{patientCode(patient)}</span>
        <span className={rows.meta}>
          {[time.when(atMs, nowMs), t("erase.by", { name: by }), clinicNames(clinics)].join(" · ")}
        </span>
      </p>
      <p>{reason}</p>
      <p className={rows.tags}>
        <span className={`${rows.tag} ${purgedAtMs === undefined ? rows.bad : rows.good}`}>
          {t(purgedAtMs === undefined ? "erase.notPurged" : "erase.purged")}
        </span>
      </p>
      <details>
        <summary>{t("erase.details")}</summary>
        <h3 className={stack.sub}>{t("erase.wasGone")}</h3>
        <GoneList gone={gone} />
        <h3 className={stack.sub}>{t("erase.left")}</h3>
        <ul>
          <li>{t("erase.left.documents", { n: remains.documents })}</li>
          <li>{t("erase.left.changes", { n: remains.changes })}</li>
          <li>{t("erase.left.entries", { n: remains.accessEntries })}</li>
        </ul>
      </details>
      <h3 className={stack.sub}>{t("erase.onDevices")}</h3>
      {devices.length === 0 ? (
        <p className={stack.muted}>{t("erase.noDevices")}</p>
      ) : (
        <ul className={`${stack.stack} ${stack.tight}`}>
          {devices.map((holder) => (
            <Holder key={`${holder.device}/${holder.person}`} holder={holder} />
          ))}
        </ul>
      )}
    </li>
  );
};
