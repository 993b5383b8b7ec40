import { wipeStatementSchema } from "@arogyasync/shared/protocol";
import * as z from "zod/mini";
import { NOTE_DATABASE } from "./departure-noted.ts";

const OBJECT_STORE = "note";
const KEY = "note";

/**
 * What a device remembers of its own emptying: why, how much was handed in, what is still to be told to the relay. It
 * outlives the wipe, so it names nobody.
 */
export const departureNoteSchema = z.object({
  cause: z.enum(["device-revoked", "device-wipe", "user-disabled", "person"]),
  /** Of the device: everything is deleted. Of the person: their vault and key are. */
  scope: z.enum(["device", "person"]),
  atMs: z.int(),
  handedIn: z.int(),
  /** Of those handed in: waiting for an administrator. */
  quarantined: z.int(),
  /** Destroyed without a receipt, because a person insisted, or not readable any more. */
  lost: z.int(),
  /** Sealed vaults of others on this device that may hold what is not sent: each must open theirs once more. */
  othersWaiting: z.int(),
  /** True until everything is deleted: whoever finds it goes on deleting. */
  isEmptying: z.boolean(),
  /** The relay has been told that the device is empty. */
  isReported: z.boolean(),
  /** The signed word that tells it, until it has been told; absent where nobody was there to sign. */
  report: z.optional(wipeStatementSchema),
  /** A person has read it. */
  isRead: z.boolean(),
});
export type DepartureNote = z.infer<typeof departureNoteSchema>;

/** Undefined when there is no such database and it is not to be made. */
const open = (mayMake: boolean): Promise<IDBDatabase | undefined> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open(NOTE_DATABASE, 1);
    opening.onupgradeneeded = () => {
      if (mayMake) opening.result.createObjectStore(OBJECT_STORE);
      else opening.transaction?.abort();
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => (mayMake ? reject(opening.error) : resolve(undefined));
  });

export const readDepartureNote = async (): Promise<DepartureNote | undefined> => {
  const db = await open(false);
  if (!db) return undefined;
  try {
    const value = await new Promise<unknown>((resolve, reject) => {
      const request = db.transaction(OBJECT_STORE).objectStore(OBJECT_STORE).get(KEY);
      request.onsuccess = () => resolve(request.result as unknown);
      request.onerror = () => reject(request.error);
    });
    return departureNoteSchema.safeParse(value).data;
  } finally {
    db.close();
  }
};

/** Durable when it resolves. A note that was read, and of which nothing is left to tell the relay, is forgotten. */
export const keepDepartureNote = async (note: DepartureNote): Promise<void> => {
  if (note.isRead && !note.report) {
    indexedDB.deleteDatabase(NOTE_DATABASE);
    return;
  }
  const db = await open(true);
  if (!db) return;
  try {
    const transaction = db.transaction(OBJECT_STORE, "readwrite", { durability: "strict" });
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      transaction.objectStore(OBJECT_STORE).put(note, KEY);
    });
  } finally {
    db.close();
  }
};
