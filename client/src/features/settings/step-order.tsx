import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { chooseStepOrder, chosenStepOrder } from "../../widgets/step-choice.ts";
import { type StepId, stepIds } from "../../widgets/steps.ts";
import styles from "./step-order.module.css";

/** Which vitals the keypad asks, in which order. At least one stays. */
export const StepOrder = () => {
  const t = useText();
  const [order, setOrder] = useState<readonly StepId[]>(chosenStepOrder);
  const keep = (next: readonly StepId[]): void => {
    chooseStepOrder(next);
    setOrder(next);
  };
  const move = (index: number, by: 1 | -1): void => {
    const next = [...order];
    const [step] = next.splice(index, 1);
    if (step) next.splice(index + by, 0, step);
    keep(next);
  };
  const off = stepIds.filter((step) => !order.includes(step));
  return (
    <ul className={styles.list}>
      {order.map((step, index) => (
        <li key={step} className={styles.item}>
          <label className={styles.name}>
            <input
              type="checkbox"
              checked
              disabled={order.length === 1}
              onChange={() => keep(order.filter((one) => one !== step))}
            />
            {t(`step.${step}`)}
          </label>
          <Button
            aria-label={t("settings.up", { name: t(`step.${step}`) })}
            disabled={index === 0}
            onClick={() => move(index, -1)}
          >
            <ArrowUp aria-hidden size={20} />
          </Button>
          <Button
            aria-label={t("settings.down", { name: t(`step.${step}`) })}
            disabled={index === order.length - 1}
            onClick={() => move(index, 1)}
          >
            <ArrowDown aria-hidden size={20} />
          </Button>
        </li>
      ))}
      {off.map((step) => (
        <li key={step} className={styles.item}>
          <label className={styles.name}>
            <input type="checkbox" checked={false} onChange={() => keep([...order, step])} />
            {t(`step.${step}`)}
          </label>
        </li>
      ))}
    </ul>
  );
};
