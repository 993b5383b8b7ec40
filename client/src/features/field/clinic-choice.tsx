import { Building2 } from "lucide-react";
import { useAppData, useSession } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import styles from "./clinic-choice.module.css";

/** The clinic that new patients are registered at; a choice only where there is more than one. */
export const ClinicChoice = () => {
  const t = useText();
  const data = useAppData();
  const session = useSession();
  if (!session) return null;
  const [only] = session.clinics;
  return (
    <p className={styles.clinic}>
      <Building2 aria-hidden size={20} />
      {session.clinics.length > 1 ? (
        <label className={styles.label}>
          <span className="visually-hidden">{t("clinic.choose")}</span>
          <select
            className={styles.select}
            value={session.clinicId}
            onChange={(event) => data.chooseClinic(event.target.value)}
          >
            {session.clinics.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <span>{only?.name}</span>
      )}
    </p>
  );
};
