import type { DeviceView } from "@arogyasync/shared/api";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { RevokeButton } from "../../widgets/revoke-button.tsx";
import type { DeviceDeparture } from "./departure-of.ts";
import { useIssuerName } from "./use-issuer-name.ts";

const states = {
  none: "devices.active",
  revoked: "devices.revoked",
  wiping: "revoke.state.wiping",
  empty: "revoke.state.empty",
} as const;

interface Props {
  readonly device: DeviceView;
  readonly departure: DeviceDeparture;
  /** The list is out of date. */
  readonly onChanged: () => void;
}

/** One device: what it is, who is on it, how it came in, when it was last here. */
export const DeviceRow = ({ device, departure, onChanged }: Props) => {
  const t = useText();
  const time = useTimeText();
  const now = useNow();
  const issuer = useIssuerName();
  const isOut = departure !== "none";
  const nameOf = (id: string): string => device.people.find(({ user }) => user === id)?.name ?? id;
  return (
    <li className={rows.row} data-muted={isOut} data-testid={`device-${device.id}`}>
      <div className={`${stack.stack} ${stack.tight}`}>
        <p className={rows.head}>
          <span className={rows.name}>{device.label}</span>
          <span className={rows.meta}>{device.people.map((one) => one.name).join(", ")}</span>
        </p>
        <p className={rows.tags}>
          <span className={`${rows.tag} ${isOut ? rows.bad : rows.good}`} data-testid="device-state">
            {t(states[departure])}
          </span>
          {device.enrolled.length === 0 && <span className={rows.tag}>{t("devices.notEnrolled")}</span>}
        </p>
        <p className={rows.meta}>{t("devices.lastSeen", { when: time.when(device.lastSeenMs, now) })}</p>
        {device.enrolled.map(({ code, atMs, by, issuedBy }) => (
          <p key={code} className={rows.meta}>
            {t("devices.enrolled", {
              when: time.when(atMs, now),
              name: nameOf(by),
              no: code,
              issuer: issuer({ id: issuedBy, name: issuedBy }),
            })}
          </p>
        ))}
        {device.app !== "" && <p className={rows.meta}>{t("devices.app", { version: device.app })}</p>}
        <p className={rows.meta}>{t("devices.id", { id: device.id })}</p>
      </div>
      <div className={rows.actions}>
        {departure !== "empty" && (
          <RevokeButton
            target="device"
            id={device.id}
            name={device.label}
            isRevoked={isOut}
            onChanged={onChanged}
          />
        )}
      </div>
    </li>
  );
};
