import { listQuarantine, type QuarantineItem } from "@arogyasync/shared/api";
import { useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Empty } from "../../ui/empty.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { Answered } from "../../widgets/answered.tsx";
import { DecideDialog } from "./decide-dialog.tsx";
import { acceptable, groupsOf, type QuarantineGroup } from "./groups.ts";
import { ItemRow } from "./item-row.tsx";

const states = ["open", "accepted", "rejected"] as const;

interface Deciding {
  readonly verdict: "accept" | "reject";
  readonly items: readonly QuarantineItem[];
}

const Group = ({
  group,
  onDecide,
}: {
  readonly group: QuarantineGroup;
  readonly onDecide: (deciding: Deciding) => void;
}) => {
  const t = useText();
  const first = group.items[0];
  const open = acceptable(group);
  return (
    <section className={`${stack.stack} ${stack.tight}`} data-testid="quarantine-group">
      {first && group.items.length > 1 && (
        <header className={`${stack.row} ${stack.between}`}>
          <h2>
            {t(first.isHandedIn ? "quarantine.group.handedIn" : "quarantine.group.sent", {
              n: group.items.length,
              device: first.device.label ?? first.device.id,
            })}
          </h2>
          {open.length > 1 && (
            <Button
              onClick={() => onDecide({ verdict: "accept", items: open })}
              data-testid="quarantine-accept-all"
            >
              {t("quarantine.acceptAll", { n: open.length })}
            </Button>
          )}
        </header>
      )}
      <ul className={rows.list}>
        {group.items.map((item) => (
          <ItemRow key={item.no} item={item} onDecide={(verdict) => onDecide({ verdict, items: [item] })} />
        ))}
      </ul>
    </section>
  );
};

/** What the relay did not take and what devices that had to go handed in, for a person to decide about. [QR3] */
export const QuarantineScreen = () => {
  const t = useText();
  const [state, setState] = useState<(typeof states)[number]>("open");
  const [before, setBefore] = useState<number>();
  const [deciding, setDeciding] = useState<Deciding>();
  const { answer, again } = useAnswer(listQuarantine, { state, ...(before === undefined ? {} : { before }) });
  const close = (isChanged: boolean): void => {
    setDeciding(undefined);
    if (isChanged) void again();
  };
  return (
    <>
      <h1>{t("quarantine.title")}</h1>
      <p className={stack.muted}>{t("quarantine.about")}</p>
      <Choices
        legend={t("quarantine.show")}
        value={state}
        onChange={(next) => {
          setState(next);
          setBefore(undefined);
        }}
        optionWidthPx={120}
        choices={states.map((value) => ({
          value,
          label: t(`quarantine.state.${value}`),
          testId: `quarantine-state-${value}`,
        }))}
      />
      <Answered answer={answer} again={again}>
        {(page) => (
          <div className={stack.stack} data-testid="quarantine">
            {page.items.length === 0 && <Empty>{t(`quarantine.empty.${state}`)}</Empty>}
            {groupsOf(page.items).map((group) => (
              <Group key={group.key} group={group} onDecide={setDeciding} />
            ))}
            {before !== undefined && (
              <Button wide onClick={() => setBefore(undefined)}>
                {t("quarantine.newest")}
              </Button>
            )}
            {page.before !== undefined && (
              <Button wide onClick={() => setBefore(page.before)} data-testid="quarantine-older">
                {t("quarantine.older")}
              </Button>
            )}
          </div>
        )}
      </Answered>
      {deciding && (
        <DecideDialog
          verdict={deciding.verdict}
          nos={deciding.items.map(({ no }) => no)}
          author={deciding.items[0]?.author?.name ?? t("quarantine.nobody")}
          onClose={close}
        />
      )}
    </>
  );
};
