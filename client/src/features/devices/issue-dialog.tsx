import { enrolmentPeople, issueEnrolment } from "@arogyasync/shared/api";
import { useState } from "react";
import { useAnswer, useAsk } from "../../app/use-answer.ts";
import { useSession } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { Answered } from "../../widgets/answered.tsx";
import { type Issued, IssuedCode } from "./issued-code.tsx";

const lifetimes = ["1", "24", "72", "168"] as const;

/** For whose device, for whom, for how long; then the code itself. */
export const IssueDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useText();
  const session = useSession();
  const people = useAnswer(enrolmentPeople, {});
  const { isBusy, failure, ask } = useAsk(issueEnrolment);
  const [clinic, setClinic] = useState(session?.clinicId ?? "");
  const [user, setUser] = useState("");
  const [hours, setHours] = useState<(typeof lifetimes)[number]>("24");
  const [issued, setIssued] = useState<Issued>();
  const make = async (): Promise<void> => {
    const answer = await ask({ clinic, hours: Number(hours), ...(user === "" ? {} : { user }) });
    if (answer.ok) setIssued(answer.value);
  };
  if (issued)
    return (
      <Dialog title={t("enrol.ready")} onClose={onClose}>
        <IssuedCode {...issued} />
        <Button kind="primary" wide onClick={onClose} data-testid="enrol-done">
          {t("enrol.done")}
        </Button>
      </Dialog>
    );
  return (
    <Dialog title={t("enrol.title")} onClose={onClose}>
      <Answered answer={people.answer} again={people.again}>
        {({ people: all }) => (
          <>
            {session && session.clinics.length > 1 && (
              <SelectField
                label={t("enrol.clinic")}
                value={clinic}
                onChange={(event) => {
                  setClinic(event.target.value);
                  setUser("");
                }}
                options={session.clinics.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
            <SelectField
              label={t("enrol.whom")}
              value={user}
              onChange={(event) => setUser(event.target.value)}
              options={[
                { value: "", label: t("enrol.anybody") },
                ...all
                  .filter(({ clinics }) => clinics.includes(clinic))
                  .map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
              ]}
              data-testid="enrol-whom"
            />
            <Choices
              legend={t("enrol.hours")}
              value={hours}
              onChange={setHours}
              optionWidthPx={120}
              choices={lifetimes.map((value) => ({
                value,
                label: t(`enrol.hours.${value}`),
                testId: `enrol-hours-${value}`,
              }))}
            />
            {failure !== undefined && <p role="alert">{failure}</p>}
            <Button
              kind="primary"
              wide
              disabled={isBusy || clinic === ""}
              onClick={() => void make()}
              data-testid="enrol-make"
            >
              {t(isBusy ? "enrol.making" : "enrol.make")}
            </Button>
          </>
        )}
      </Answered>
      <Button wide onClick={onClose}>
        {t("action.cancel")}
      </Button>
    </Dialog>
  );
};
