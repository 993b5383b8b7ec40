import { useText } from "../../app/use-text.ts";
import stack from "../../ui/stack.module.css";
import { Fate, type Kept } from "./fate.tsx";

const states = ["open", "accepted", "rejected"] as const;

/** Own records that were handed in from a device that is gone: how many, and what has become of them. */
export const HandedIn = ({ changes }: { readonly changes: readonly Kept[] }) => {
  const t = useText();
  if (changes.length === 0) return null;
  const count = (state: Kept["state"]): number => changes.filter((one) => one.state === state).length;
  return (
    <section className={stack.card} data-testid="records-handed-in">
      <h2>{t("fate.elsewhere")}</h2>
      <p className={stack.muted}>{t("fate.elsewhere.long")}</p>
      <ul>
        {states.map((state) =>
          count(state) === 0 ? null : <li key={state}>{t(`fate.count.${state}`, { n: count(state) })}</li>,
        )}
      </ul>
      {changes
        .filter(({ state }) => state === "rejected")
        .map((one) => (
          <Fate key={one.hash} kept={one} />
        ))}
    </section>
  );
};
