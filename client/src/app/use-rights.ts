import { useMemo } from "react";
import { type SessionRights, sessionRights } from "../data/rights.ts";
import { useSession } from "./use-live.ts";

/** What the signed-in person may begin. A button that the relay would refuse is not drawn. [AU8] */
export const useRights = (): SessionRights => {
  const session = useSession();
  return useMemo(() => sessionRights(session), [session]);
};
