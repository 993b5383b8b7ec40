import { useSession } from "../../app/use-live.ts";

/** Names of the session's clinics; one of elsewhere keeps its id. */
export const useClinicNames = (): ((ids: readonly string[]) => string) => {
  const clinics = useSession()?.clinics ?? [];
  return (ids) => ids.map((id) => clinics.find((clinic) => clinic.id === id)?.name ?? id).join(", ");
};
