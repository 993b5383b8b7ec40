import type { AccessEntry } from "@arogyasync/shared/access";
import { listEmergencies, reviewEmergency } from "@arogyasync/shared/api";
import { type FormEvent, useState } from "react";
import { useAnswer, useAsk } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { useSession } from "../../app/use-live.ts";
import { EntryRow } from "./entry-row.tsx";

const ReviewForm = ({ entry, onDone }: { readonly entry: AccessEntry; readonly onDone: () => void }) => {
  const t = useText();
  const { ask, isBusy, failure } = useAsk(reviewEmergency);
  const [note, setNote] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void ask({ no: entry.no, note }).then((result) => result.ok && onDone());
  };
  return (
    <form className={`${stack.stack} ${stack.tight}`} onSubmit={submit}>
      <TextField
        label={t("access.review.note")}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
        error={failure}
        data-testid="review-note"
      />
      <div className={rows.tags}>
        <Button
          type="submit"
          kind="primary"
          disabled={isBusy || note.trim().length < 3}
          data-testid="review-save"
        >
          {t("access.review.save")}
        </Button>
      </div>
    </form>
  );
};

/** Emergency accesses that wait to be looked at: on top, until somebody else than who made them has. [TR42] */
export const Emergencies = ({ onReviewed }: { readonly onReviewed: () => void }) => {
  const t = useText();
  const me = useSession()?.userId;
  const { answer, again } = useAnswer(listEmergencies, {});
  if (answer.state !== "ok" || answer.value.entries.length === 0) return null;
  const { entries, people } = answer.value;
  return (
    <section className={stack.stack} data-testid="emergencies">
      <h2>{t("access.emergencies", { n: entries.length })}</h2>
      <ul className={rows.list}>
        {entries.map((entry) => (
          <EntryRow key={entry.no} entry={entry} people={people}>
            {entry.person === me ? (
              <p className={rows.meta}>{t("access.review.own")}</p>
            ) : (
              <ReviewForm
                entry={entry}
                onDone={() => {
                  void again();
                  onReviewed();
                }}
              />
            )}
          </EntryRow>
        ))}
      </ul>
    </section>
  );
};
