import { verifyAccess } from "@arogyasync/shared/api";
import { useAnswer } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import { Answered } from "../../widgets/answered.tsx";

/** Whether the log is what was written, recomputed from its first entry, with its head to keep or to compare. [TR3] */
export const ChainState = () => {
  const t = useText();
  const { answer, again } = useAnswer(verifyAccess, {});
  return (
    <Answered answer={answer} again={again}>
      {({ intact, entries, head, fault }) => (
        <Banner
          tone={intact ? "good" : "danger"}
          title={
            intact
              ? t("access.chain.intact", { n: entries })
              : t("access.chain.broken", { no: fault?.no ?? 0 })
          }
          role={intact ? "status" : "alert"}
          data-testid="access-chain"
        >
          <p className={`${stack.small} ${stack.code}`}>{t("access.chain.head", { hash: head.hash })}</p>
          <div>
            <Button onClick={() => void again()}>{t("access.chain.again")}</Button>
          </div>
        </Banner>
      )}
    </Answered>
  );
};
