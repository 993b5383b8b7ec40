import { type DeviceView, listDevices } from "@arogyasync/shared/api";
import { useAnswer } from "../../app/use-answer.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { Empty } from "../../ui/empty.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { Answered } from "../../widgets/answered.tsx";

const DeviceRow = ({ device }: { readonly device: DeviceView }) => {
  const t = useText();
  const time = useTimeText();
  const now = useNow();
  const isRevoked = device.people.every((one) => one.isRevoked);
  return (
    <li className={rows.row} data-muted={isRevoked} data-testid={`device-${device.id}`}>
      <div className={stack.stack}>
        <p className={rows.head}>
          <span className={rows.name}>{device.label}</span>
          <span className={rows.meta}>{device.people.map((one) => one.name).join(", ")}</span>
        </p>
        <p className={rows.tags}>
          <span className={`${rows.tag} ${isRevoked ? rows.bad : rows.good}`}>
            {t(isRevoked ? "devices.revoked" : "devices.active")}
          </span>
        </p>
        <p className={rows.meta}>{t("devices.lastSeen", { when: time.when(device.lastSeenMs, now) })}</p>
      </div>
    </li>
  );
};

/** The phones and computers on which people of these clinics have signed in. */
export const DevicesScreen = () => {
  const t = useText();
  const { answer, again } = useAnswer(listDevices, {});
  return (
    <>
      <h1>{t("devices.title")}</h1>
      <Answered answer={answer} again={again}>
        {({ devices }) =>
          devices.length === 0 ? (
            <Empty>{t("devices.none")}</Empty>
          ) : (
            <ul className={rows.list} data-testid="devices">
              {devices.map((device) => (
                <DeviceRow key={device.id} device={device} />
              ))}
            </ul>
          )
        }
      </Answered>
    </>
  );
};
