import { type ReplicaStore, soundEntries } from "../ports/index.ts";
import { decodeCbor } from "../protocol/index.ts";
import { keys } from "./keys.ts";
import { readEntries } from "./outbox-rows.ts";
import type { OutboxEntry } from "./types.ts";

export type OwnRecord = Omit<OutboxEntry, "bytes" | "manifest"> & { readonly bytes?: Uint8Array };

/** Every change that this device made and still knows of, newest first, with how far it has come. */
export const listOwnRecords = async (store: ReplicaStore): Promise<OwnRecord[]> => {
  const done = soundEntries(await store.range(keys.done())).map(
    ({ key, value }): OwnRecord => ({
      ...(decodeCbor(value) as Omit<OwnRecord, "key">),
      key: key[1] ?? "",
    }),
  );
  const all: OwnRecord[] = [
    ...done,
    ...(await readEntries(store, "sent")),
    ...(await readEntries(store, "outbox")),
  ];
  return all.sort((a, b) => (a.key < b.key ? 1 : -1));
};
