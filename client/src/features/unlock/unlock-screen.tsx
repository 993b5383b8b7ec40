import { Link, useNavigate } from "@tanstack/react-router";
import { UserRound } from "lucide-react";
import { useState } from "react";
import { useText } from "../../app/use-text.ts";
import type { VaultPerson } from "../../data/vault.ts";
import { buttonClass } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import { EnterPin } from "./enter-pin.tsx";
import { Frame } from "./frame.tsx";
import styles from "./unlock.module.css";

interface Props {
  readonly people: readonly VaultPerson[];
  /** The password was given just now, online: a PIN that is forgotten can be left behind. */
  readonly isSignedIn: boolean;
}

/** Who is at the device, and the PIN that opens what they recorded. Works without a network. */
export const UnlockScreen = ({ people, isSignedIn }: Props) => {
  const t = useText();
  const navigate = useNavigate();
  const [chosenId, choose] = useState(people[0]?.vaultId);
  const chosen = people.find(({ vaultId }) => vaultId === chosenId) ?? people[0];
  if (!chosen) return null;
  // Somebody else's address means nothing to whoever comes instead.
  const onOpened = (): void => {
    if (isSignedIn || chosen !== people[0]) void navigate({ to: "/", replace: true });
  };
  return (
    <Frame>
      {people.length > 1 && (
        <section className={stack.card} aria-labelledby="who">
          <h2 id="who">{t("unlock.who")}</h2>
          <ul className={styles.people}>
            {people.map((person) => (
              <li key={person.vaultId}>
                <button
                  type="button"
                  className={styles.person}
                  aria-pressed={person === chosen}
                  onClick={() => choose(person.vaultId)}
                  data-testid="unlock-person"
                >
                  <UserRound aria-hidden size={24} />
                  <span>{person.userName}</span>
                  <Notes person={person} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <EnterPin key={chosen.vaultId} person={chosen} isSignedIn={isSignedIn} onOpened={onOpened} />
      {!isSignedIn && (
        <Link to="/login" className={buttonClass("plain", true)} data-testid="unlock-other">
          {t("unlock.other")}
        </Link>
      )}
    </Frame>
  );
};

/** What is known of a vault from outside. */
const Notes = ({ person }: { readonly person: VaultPerson }) => {
  const t = useText();
  return (
    <span className={styles.notes}>
      {person.isRetired && <span>{t("unlock.retired")}</span>}
      {person.unsentCount > 0 && <span>{t("unlock.unsent", { n: person.unsentCount })}</span>}
    </span>
  );
};
