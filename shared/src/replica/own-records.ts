import { type ReplicaStore, soundEntries } from "../ports/index.ts";
import { decodeCbor } from "../protocol/index.ts";
import { keys } from "./keys.ts";
import { ManifestLists, readOutbox } from "./outbox-rows.ts";
import { readSent } from "./sent-batches.ts";
import type { OutboxEntry } from "./types.ts";

export type OwnRecord = Omit<OutboxEntry, "bytes" | "manifest"> & { readonly bytes?: Uint8Array };

/** Every change that this device made and still knows of, newest first, with how far it has come. */
export const listOwnRecords = async (store: ReplicaStore): Promise<OwnRecord[]> => {
  const done = soundEntries(await store.range(keys.done())).flatMap(
    ({ value }) => decodeCbor(value) as OwnRecord[],
  );
  const lists = new ManifestLists(store);
  const all: OwnRecord[] = [
    ...done,
    ...(await readSent(store, lists)).flatMap((batch) => batch.entries),
    ...(await readOutbox(store, lists)),
  ];
  return all.sort((a, b) => (a.key < b.key ? 1 : -1));
};
