import { bytesToHex } from "../bytes/index.ts";
import type { ReplicaStore } from "../ports/index.ts";
import { keys } from "./keys.ts";
import { ManifestLists, readOutbox } from "./outbox-rows.ts";
import { readSent } from "./sent-batches.ts";
import type { OutboxEntry } from "./types.ts";

/** What of a device's records the relay's log is not known to have. */
export interface Unsent {
  /** In the order of saving, whoever wrote them; refused ones too, for their bytes may be nowhere else. */
  readonly entries: readonly OutboxEntry[];
  /** Entries whose bytes do not open any more: nobody can hand them in, and nobody may call them handed in. */
  readonly unreadableCount: number;
}

/**
 * Everything that may be only on this device: what has no receipt, what was refused, and what an earlier life of the
 * relay's log gave a receipt for, because a relay restored from an older backup no longer has it. [QR30]
 * @param epoch of the relay's log as it is now (16 bytes); undefined while nobody has said it: then only the outbox.
 */
export const readUnsent = async (store: ReplicaStore, epoch: Uint8Array | undefined): Promise<Unsent> => {
  const lists = new ManifestLists(store);
  const outbox = await readOutbox(store, lists);
  const rows = await store.range(keys.outbox());
  const now = epoch && bytesToHex(epoch);
  const forgotten =
    now === undefined
      ? []
      : (await readSent(store, lists)).filter((batch) => bytesToHex(batch.receipt.epoch) !== now);
  const entries = [...outbox, ...forgotten.flatMap((batch) => batch.entries)];
  return {
    entries: entries.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    unreadableCount: rows.filter((row) => row.damaged).length,
  };
};
