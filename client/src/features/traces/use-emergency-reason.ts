import { emergencyCauses } from "@arogyasync/shared/api";
import { useText } from "../../app/use-text.ts";

/** An emergency's reason as the relay keeps it, "cause: words", with the cause in the person's language. */
export const useEmergencyReason = (): ((reason: string) => string) => {
  const t = useText();
  return (reason) => {
    const cause = emergencyCauses.find((one) => reason.startsWith(`${one}: `));
    return cause === undefined
      ? reason
      : `${t(`emergency.cause.${cause}`)}: ${reason.slice(cause.length + 2)}`;
  };
};
