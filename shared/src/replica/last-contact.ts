import { getSound, type Log, type ReplicaStore } from "../ports/index.ts";
import { decodeCbor, encodeCbor } from "../protocol/index.ts";
import { keys } from "./keys.ts";

/** When the relay last welcomed this replica, by our clock; known again after a restart without a network. */
export const readLastContactMs = async (store: ReplicaStore): Promise<number | undefined> => {
  const bytes = await getSound(store, keys.contact);
  const value = bytes === undefined ? undefined : decodeCbor(bytes);
  return typeof value === "number" ? value : undefined;
};

/** Losing this costs nobody anything: it is written without waiting, and a failure only leaves a line in the log. */
export const keepLastContactMs = (store: ReplicaStore, log: Log, atMs: number): void => {
  store
    .transact([{ type: "put", key: keys.contact, value: encodeCbor(atMs) }], "relaxed")
    .catch((error: unknown) => log.debug("last-contact-not-kept", { error: String(error) }));
};
