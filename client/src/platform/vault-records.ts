import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Random } from "@arogyasync/shared/ports";
import type { VaultRecord, VaultRecords } from "../worker/vault/vault-record.ts";

const DATABASE = "arogya-vaults";
const VAULTS = "vaults";
const DEVICE = "device";
const DEVICE_ID = "id";

/** The database of one person's sealed records. */
export const databaseOf = (vaultId: string): string => `arogya-vault-${vaultId}`;

const request = <T>(of: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    of.onsuccess = () => resolve(of.result);
    of.onerror = () => reject(of.error);
  });

const openBook = (): Promise<IDBDatabase> => {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(VAULTS, { keyPath: "id" });
    opening.result.createObjectStore(DEVICE);
  };
  return request(opening);
};

/** Closed after every use: nothing stands in the way of deleting it. */
const within = async <T>(
  mode: IDBTransactionMode,
  work: (stores: { readonly vaults: IDBObjectStore; readonly device: IDBObjectStore }) => Promise<T>,
): Promise<T> => {
  const db = await openBook();
  try {
    const transaction = db.transaction([VAULTS, DEVICE], mode, { durability: "strict" });
    const settled = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    settled.catch(() => {}); // awaited below, unless the work fails first
    const result = await work({
      vaults: transaction.objectStore(VAULTS),
      device: transaction.objectStore(DEVICE),
    });
    await settled;
    return result;
  } finally {
    db.close();
  }
};

/** The book of vaults in a small database of its own, plain: what must be read before anybody gives a PIN. [VA3] */
export const createVaultRecords = (random: Random): VaultRecords => ({
  device: () =>
    within("readwrite", async ({ device }) => {
      const known: unknown = await request(device.get(DEVICE_ID));
      if (typeof known === "string") return { id: known, isNew: false };
      const id = bytesToBase64Url(random.bytes(16));
      device.put(id, DEVICE_ID);
      return { id, isNew: true };
    }),
  all: () => within("readonly", ({ vaults }) => request(vaults.getAll()) as Promise<VaultRecord[]>),
  get: (id) =>
    within("readonly", ({ vaults }) => request(vaults.get(id)) as Promise<VaultRecord | undefined>),
  put: (record) =>
    within("readwrite", async ({ vaults }) => {
      vaults.put(record);
    }),
  update: (id, change) =>
    within("readwrite", async ({ vaults }) => {
      const record = (await request(vaults.get(id))) as VaultRecord | undefined;
      if (!record) return undefined;
      const changed = change(record);
      vaults.put(changed);
      return changed;
    }),
  async remove(id) {
    await within("readwrite", async ({ vaults }) => {
      vaults.delete(id);
    });
    await request(indexedDB.deleteDatabase(databaseOf(id)));
  },
});
