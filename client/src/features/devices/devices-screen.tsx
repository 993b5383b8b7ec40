import { listDevices, listRevocations } from "@arogyasync/shared/api";
import { useAnswer } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Empty } from "../../ui/empty.tsx";
import rows from "../../ui/rows.module.css";
import { Answered } from "../../widgets/answered.tsx";
import { BookSection } from "./book-section.tsx";
import { CodesSection } from "./codes-section.tsx";
import { departureOf } from "./departure-of.ts";
import { DeviceRow } from "./device-row.tsx";

/**
 * The phones and computers on which people of these clinics have signed in, how another one comes to be one, and how one
 * ends.
 */
export const DevicesScreen = () => {
  const t = useText();
  const { answer, again } = useAnswer(listDevices, {});
  const book = useAnswer(listRevocations, {});
  const changed = (): void => void Promise.all([again(), book.again()]);
  return (
    <>
      <h1>{t("devices.title")}</h1>
      <CodesSection />
      <h2>{t("devices.list")}</h2>
      <Answered answer={answer} again={again}>
        {({ devices }) =>
          devices.length === 0 ? (
            <Empty>{t("devices.none")}</Empty>
          ) : (
            <ul className={rows.list} data-testid="devices">
              {devices.map((device) => (
                <DeviceRow
                  key={device.id}
                  device={device}
                  departure={departureOf(device, book.answer.state === "ok" ? book.answer.value : undefined)}
                  onChanged={changed}
                />
              ))}
            </ul>
          )
        }
      </Answered>
      <BookSection {...book} />
    </>
  );
};
