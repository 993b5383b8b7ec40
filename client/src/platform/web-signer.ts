import type { SignatureVerifier, Signer } from "@arogyasync/shared/ports";

const DATABASE = "arogya-keys";
const OBJECT_STORE = "keys";
const ALGORITHM = { name: "Ed25519" } as const;

/** A typed refusal: the browser is too old to hold a signing key (Ed25519: Chrome 137, Safari 17, Firefox 129). */
export class NoSigningKeyError extends Error {
  override name = "NoSigningKeyError";
  readonly code = "browser-too-old";
}

const request = <T>(of: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    of.onsuccess = () => resolve(of.result);
    of.onerror = () => reject(of.error);
  });

const openKeys = (): Promise<IDBDatabase> => {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(OBJECT_STORE);
  return request(opening);
};

interface StoredKey {
  readonly publicKey: Uint8Array;
  readonly privateKey: CryptoKey;
}

const generate = async (): Promise<StoredKey> => {
  try {
    const pair = (await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"])) as CryptoKeyPair;
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    return { publicKey, privateKey: pair.privateKey };
  } catch (cause) {
    throw new NoSigningKeyError("this browser cannot make an Ed25519 key", { cause });
  }
};

const signerOf = ({ publicKey, privateKey }: StoredKey): Signer => ({
  publicKey,
  sign: async (message) =>
    new Uint8Array(await crypto.subtle.sign(ALGORITHM, privateKey, message as Uint8Array<ArrayBuffer>)),
});

/**
 * The signing key of one person on this device, made at first use. The private half is not extractable and never
 * leaves the browser's key storage. Two tabs asking at once get the same key.
 */
export const openSigner = async (name: string): Promise<Signer> => {
  const db = await openKeys();
  try {
    const read = () => db.transaction(OBJECT_STORE).objectStore(OBJECT_STORE).get(name);
    const known = (await request(read())) as StoredKey | undefined;
    if (known) return signerOf(known);
    const fresh = await generate();
    const transaction = db.transaction(OBJECT_STORE, "readwrite", { durability: "strict" });
    const settled = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const keys = transaction.objectStore(OBJECT_STORE);
    const other = (await request(keys.get(name))) as StoredKey | undefined;
    if (!other) keys.put(fresh, name);
    await settled;
    return signerOf(other ?? fresh);
  } finally {
    db.close();
  }
};

/** Destroys a key. What it signed stays valid. */
export const forgetSigner = async (name: string): Promise<void> => {
  const db = await openKeys();
  try {
    const keys = db
      .transaction(OBJECT_STORE, "readwrite", { durability: "strict" })
      .objectStore(OBJECT_STORE);
    await request(keys.delete(name));
  } finally {
    db.close();
  }
};

/** Verifies receipts of the relay. */
export const webVerifier: SignatureVerifier = {
  async verify(publicKey, message, signature) {
    const bytes = (b: Uint8Array) => b as Uint8Array<ArrayBuffer>;
    try {
      const key = await crypto.subtle.importKey("raw", bytes(publicKey), ALGORITHM, false, ["verify"]);
      return await crypto.subtle.verify(ALGORITHM, key, bytes(signature), bytes(message));
    } catch {
      return false; // a key or signature of the wrong shape verifies nothing
    }
  },
};
