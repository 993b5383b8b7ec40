import { utf8ToBytes } from "@arogyasync/shared/bytes";
import { type Seal, StoreError, type StoreKey } from "@arogyasync/shared/ports";

/** The first byte of every sealed value: version 1 is AES-256-GCM, a 96-bit IV, then ciphertext and tag. */
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const SEAL_OVERHEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;

const ALGORITHM = "AES-GCM";
type Bytes = Uint8Array<ArrayBuffer>;

/** Binds a value to its place: what was sealed for one key does not open under another. JSON keeps elements apart. */
const placeOf = (key: StoreKey): Bytes => utf8ToBytes(JSON.stringify(key)) as Bytes;

/**
 * Seals values at rest under one person's data key: `version ‖ IV ‖ AES-256-GCM(value)`, the storage key path as
 * additional data. [VA1]
 *
 * IVs are random. Two of 2^32 values under one key meet with a probability below 2^-32 (NIST SP 800-38D §8.3 draws the
 * line there); a phone that sealed one value every 10 ms would get there after 16 months without a pause, and every
 * forgotten PIN or new sign-in on a device makes a new key.
 */
export const createAesSeal = (key: CryptoKey): Seal => ({
  async seal(at, plain) {
    const out = new Uint8Array(SEAL_OVERHEAD_BYTES + plain.length);
    out[0] = VERSION;
    const iv = crypto.getRandomValues(out.subarray(1, 1 + IV_BYTES));
    const sealed = await crypto.subtle.encrypt(
      { name: ALGORITHM, iv, additionalData: placeOf(at) },
      key,
      plain as Bytes,
    );
    out.set(new Uint8Array(sealed), 1 + IV_BYTES);
    return out;
  },
  async open(at, sealed) {
    if (sealed[0] !== VERSION || sealed.length < SEAL_OVERHEAD_BYTES)
      throw new StoreError("corrupt", "not a sealed value");
    try {
      const iv = sealed.subarray(1, 1 + IV_BYTES) as Bytes;
      const plain = await crypto.subtle.decrypt(
        { name: ALGORITHM, iv, additionalData: placeOf(at) },
        key,
        sealed.subarray(1 + IV_BYTES) as Bytes,
      );
      return new Uint8Array(plain);
    } catch (cause) {
      throw new StoreError("corrupt", "stored bytes were not sealed for this place", { cause });
    }
  },
});
