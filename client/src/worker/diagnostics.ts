import * as A from "@automerge/automerge/slim";
import { bytesToHex } from "@arogyasync/shared/bytes";
import { getSound, type ReplicaStore, soundEntries } from "@arogyasync/shared/ports";
import { decodeCbor } from "@arogyasync/shared/protocol";
import { type Directory, keys, loadDoc } from "@arogyasync/shared/replica";
import type { Diagnostics } from "../data/app-data.ts";

const epochOf = (bytes: Uint8Array | undefined): string | undefined => {
  const epoch = bytes && (decodeCbor(bytes) as { epoch?: unknown }).epoch;
  return epoch instanceof Uint8Array ? bytesToHex(epoch) : undefined;
};

/** Heads, epoch and cursors as they are in the store now: what a second device or the relay can be compared with. */
export const readDiagnostics = async (input: {
  readonly store: ReplicaStore;
  readonly directory: Directory;
  readonly appVersion: string;
  readonly deviceId: string;
  readonly leader: boolean;
  readonly pendingCount: number;
}): Promise<Diagnostics> => {
  const { store, directory } = input;
  const docs: { id: string; kind: string; heads: string[] }[] = [];
  for (const [id, address] of directory.entries()) {
    const { doc } = await loadDoc<unknown>(store, id);
    docs.push({ id, kind: address.kind, heads: doc ? A.getHeads(doc).toSorted() : [] });
    if (doc) A.free(doc);
  }
  const cursors = soundEntries(await store.range(keys.cursor())).map(({ key, value }) => ({
    name: key.slice(1).join("/"),
    seq: (decodeCbor(value) as { seq: number }).seq,
  }));
  return {
    appVersion: input.appVersion,
    deviceId: input.deviceId,
    leader: input.leader,
    epoch: epochOf(await getSound(store, keys.relay)),
    cursors,
    pendingCount: input.pendingCount,
    docs: docs.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
};
