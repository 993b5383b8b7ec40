import { useIntl } from "react-intl";

/** A role in the person's language; one that this version does not know keeps its own name. */
export const useRoleName = (): ((role: string) => string) => {
  const intl = useIntl();
  return (role) => {
    const id = `role.${role}`;
    return Object.hasOwn(intl.messages, id) ? intl.formatMessage({ id }) : role;
  };
};
