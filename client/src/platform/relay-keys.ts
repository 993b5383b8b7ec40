import { type RelayKey, relayKeysSchema } from "@arogyasync/shared/protocol";

const TIMEOUT_MS = 20_000;

/** The relay's receipt keys, as it publishes them to anybody; undefined when it could not be asked. [ID42] */
export const fetchRelayKeys = async (): Promise<readonly RelayKey[] | undefined> => {
  try {
    const response = await fetch("/relay-keys", {
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return relayKeysSchema.safeParse(await response.json()).data?.keys;
  } catch {
    return undefined; // no network; whoever asked tries again
  }
};
