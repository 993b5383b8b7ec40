import type { QuarantineItem } from "@arogyasync/shared/api";
import { useText } from "../../app/use-text.ts";
import { useSession } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { useHasText } from "../../app/use-text.ts";
import { valuesOf } from "../../data/values-of.ts";
import { ReadingValues } from "../../ui/clinical/reading-values.tsx";
import rows from "../../ui/rows.module.css";

type Content = NonNullable<QuarantineItem["content"]>;

/** A reading as far as it can be read; undefined when it is not one. */
const readingOf = (text: string) => {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    if (value === null || typeof value["measuredAt"] !== "number") return undefined;
    const textOf = (key: string) => (typeof value[key] === "string" ? value[key] : undefined);
    return {
      measuredAtMs: value["measuredAt"],
      values: valuesOf(value),
      author: textOf("author"),
      note: textOf("note"),
      isCorrection: value["supersedes"] !== undefined,
      isRetraction: value["retracts"] !== undefined,
    };
  } catch {
    return undefined;
  }
};

const Reading = ({ text, signer }: { readonly text: string; readonly signer: string | undefined }) => {
  const t = useText();
  const time = useTimeText();
  const now = useNow();
  const reading = readingOf(text);
  if (!reading) return <p className={rows.meta}>{t("quarantine.unreadable")}</p>;
  const what = reading.isRetraction ? "withdrawal" : reading.isCorrection ? "correction" : "reading";
  return (
    <>
      <p className={rows.meta}>
        {t(`quarantine.what.${what}`)} ·{" "}
        {t("quarantine.measured", { when: time.when(reading.measuredAtMs, now) })}
      </p>
      <ReadingValues
        reading={{ values: reading.values, state: "current" }}
        context={{}}
        className={rows.values}
      />
      {reading.note && <p className={rows.meta}>“{reading.note}”</p>}
      {reading.author !== undefined && signer !== undefined && reading.author !== signer && (
        <p className={rows.meta}>{t("quarantine.names", { author: reading.author })}</p>
      )}
    </>
  );
};

/** What a change says, in words that a person can judge. */
export const Content = ({ item }: { readonly item: QuarantineItem }) => {
  const t = useText();
  const has = useHasText();
  const session = useSession();
  const { content } = item;
  if (!content)
    return <p className={rows.meta}>{t(item.mayRead ? "quarantine.unreadable" : "quarantine.notYours")}</p>;
  const clinicName = (id: string): string => session?.clinics.find((clinic) => clinic.id === id)?.name ?? id;
  const nameOf = (field: Content["fields"][number]): string => {
    const id = `identity.${field.field}`;
    return has(id) ? t(id) : field.field;
  };
  return (
    <div data-testid="quarantine-content">
      {content.isRegistration && <p>{t("quarantine.what.registration")}</p>}
      {content.readings.map((text) => (
        <Reading key={text} text={text} signer={item.author?.id} />
      ))}
      {content.fields.length > 0 && (
        <dl className={rows.fields}>
          {content.fields.map((field) => (
            <div key={`${field.container}/${field.field}`}>
              <dt>{field.container === "careSites" ? t("ward.clinic") : nameOf(field)}</dt>
              <dd>
                {field.container === "careSites"
                  ? clinicName(field.field)
                  : (field.value ?? t("quarantine.deleted"))}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
};
