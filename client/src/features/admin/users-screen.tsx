import { listUsers, type UserView } from "@arogyasync/shared/api";
import { useSession } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import { useAnswer } from "../../app/use-answer.ts";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import { Answered } from "../../widgets/answered.tsx";
import { RevokeButton } from "../../widgets/revoke-button.tsx";
import { useRoleName } from "../../widgets/role-names.ts";

const UserRow = ({ user, onChanged }: { readonly user: UserView; readonly onChanged: () => void }) => {
  const t = useText();
  const roleName = useRoleName();
  const session = useSession();
  const clinicName = (id: string): string =>
    id === "*" ? t("clinic.all") : (session?.clinics.find((c) => c.id === id)?.name ?? id);
  return (
    <li className={rows.row} data-muted={user.isDisabled} data-testid={`user-${user.id}`}>
      <div className={stack.stack}>
        <p className={rows.head}>
          <span className={rows.name}>{user.name}</span>
          <span className={rows.meta}>{user.id}</span>
        </p>
        <p className={rows.tags}>
          {user.roles.map((role) => (
            <span key={role} className={rows.tag}>
              {roleName(role)}
            </span>
          ))}
          {user.isService && <span className={rows.tag}>{t("admin.service")}</span>}
          {user.isDisabled && <span className={`${rows.tag} ${rows.bad}`}>{t("admin.disabled")}</span>}
        </p>
        <p className={rows.meta}>{user.clinics.map(clinicName).join(", ")}</p>
      </div>
      {!user.isService && (
        <div className={rows.actions}>
          <RevokeButton
            target="person"
            id={user.id}
            name={user.name}
            isRevoked={user.isDisabled}
            onChanged={onChanged}
          />
        </div>
      )}
    </li>
  );
};

/** Everybody who works for the administrator's clinics, and the services. */
export const UsersScreen = () => {
  const t = useText();
  const { answer, again } = useAnswer(listUsers, {});
  return (
    <>
      <h1>{t("admin.users")}</h1>
      <Answered answer={answer} again={again}>
        {({ users }) => (
          <ul className={rows.list} data-testid="users">
            {users.map((user) => (
              <UserRow key={user.id} user={user} onChanged={() => void again()} />
            ))}
          </ul>
        )}
      </Answered>
    </>
  );
};
