import type { listRevocations } from "@arogyasync/shared/api";
import type * as z from "zod/mini";
import type { Answer } from "../../app/use-answer.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { Empty } from "../../ui/empty.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { Answered } from "../../widgets/answered.tsx";

/** The book: who switched off what and why, and which devices say that they are empty. [QR22] */
export const BookSection = ({
  answer,
  again,
}: {
  readonly answer: Answer<z.infer<(typeof listRevocations)["response"]>>;
  readonly again: () => Promise<void>;
}) => {
  const t = useText();
  const time = useTimeText();
  const now = useNow();
  return (
    <section className={stack.stack} data-testid="revocation-book">
      <h2>{t("revoke.book")}</h2>
      <Answered answer={answer} again={again}>
        {({ revocations, wipes }) => (
          <>
            {revocations.length + wipes.length === 0 && <Empty>{t("revoke.book.empty")}</Empty>}
            <ul className={rows.list}>
              {wipes.map((wipe) => (
                <li key={`${wipe.device}/${wipe.atMs}`} className={rows.row} data-testid="wipe-row">
                  <div>
                    <p className={rows.head}>
                      <span className={rows.name}>{t("revoke.book.empty.device", { id: wipe.device })}</span>
                      <span className={rows.meta}>{time.when(wipe.receivedAtMs, now)}</span>
                    </p>
                    <p className={rows.meta}>
                      {t("revoke.book.counts", { user: wipe.user, handedIn: wipe.handedIn, lost: wipe.lost })}
                    </p>
                  </div>
                </li>
              ))}
              {revocations.map((line) => (
                <li
                  key={`${line.id}/${line.atMs}/${line.action}`}
                  className={rows.row}
                  data-testid="revocation-row"
                >
                  <div>
                    <p className={rows.head}>
                      <span className={rows.name}>{t(`revoke.was.${line.target}.${line.action}`)}</span>
                      <span className={rows.meta}>{line.id}</span>
                    </p>
                    <p className={rows.meta}>
                      {t("quarantine.decided", {
                        name: line.by,
                        when: time.when(line.atMs, now),
                        reason: line.reason,
                      })}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
      </Answered>
    </section>
  );
};
