import { concatBytes, utf8ToBytes } from "@arogyasync/shared/bytes";
import type { KdfCost, PinWrap } from "./vault-record.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const SALT_BYTES = 16;

/**
 * 46 MiB, two passes: about 100 ms on a laptop and 400 ms on a phone four times slower, at twice the work that OWASP's
 * password storage sheet asks of Argon2id at this size.
 */
export const PIN_COST: KdfCost = { memoryKiB: 47_104, passes: 2 };

/** Loaded by whoever stands before the unlock screen, never by who only looks at a list. */
const argon2 = async (pin: string, salt: Uint8Array, cost: KdfCost): Promise<Uint8Array> => {
  // Taken apart here, so that the bundler leaves the package's other hashes out.
  const { argon2id } = await import("hash-wasm");
  return argon2id({
    password: `pin:${pin}`, // never empty, which Argon2 would refuse
    salt,
    memorySize: cost.memoryKiB,
    iterations: cost.passes,
    parallelism: 1,
    hashLength: KEY_BYTES,
    outputType: "binary",
  });
};

/** Fetches and compiles Argon2 before a PIN is given. */
export const warmPinKey = (): void =>
  void argon2("", new Uint8Array(8), { memoryKiB: 8, passes: 1 }).catch(() => {}); // the PIN asks again

export const newDeviceKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

/** HKDF-SHA-256 over Argon2id(PIN, salt) ‖ HMAC(device key, salt): both the person and the device are needed. [VA2] */
const pinKey = async (
  pin: string,
  salt: Uint8Array,
  cost: KdfCost,
  deviceKey: CryptoKey,
): Promise<CryptoKey> => {
  const [fromPin, fromDevice] = await Promise.all([
    argon2(pin, salt, cost),
    crypto.subtle.sign("HMAC", deviceKey, salt as Bytes),
  ]);
  const secret = concatBytes(fromPin, new Uint8Array(fromDevice)) as Bytes;
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  secret.fill(0);
  fromPin.fill(0);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: salt as Bytes, info: utf8ToBytes("arogya/1/vault/pin") as Bytes },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
};

/** Seals a vault's data key under a PIN. The vault's id is additional data: no wrap serves another vault. */
export const wrapDataKey = async (input: {
  readonly vaultId: string;
  readonly dataKey: Uint8Array;
  readonly pin: string;
  readonly cost: KdfCost;
  readonly deviceKey: CryptoKey;
}): Promise<PinWrap> => {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const key = await pinKey(input.pin, salt, input.cost, input.deviceKey);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: utf8ToBytes(input.vaultId) as Bytes },
    key,
    input.dataKey as Bytes,
  );
  return { salt, cost: input.cost, sealedKey: concatBytes(iv, new Uint8Array(sealed)) };
};

/** The data key, or undefined when the PIN is another. The caller zeroes it. */
export const unwrapDataKey = async (
  vaultId: string,
  wrap: PinWrap,
  pin: string,
  deviceKey: CryptoKey,
): Promise<Uint8Array | undefined> => {
  const key = await pinKey(pin, wrap.salt, wrap.cost, deviceKey);
  try {
    const plain = await crypto.subtle.decrypt(
      {
        name: "AES-GCM",
        iv: wrap.sealedKey.subarray(0, IV_BYTES) as Bytes,
        additionalData: utf8ToBytes(vaultId) as Bytes,
      },
      key,
      wrap.sealedKey.subarray(IV_BYTES) as Bytes,
    );
    return new Uint8Array(plain);
  } catch {
    return undefined; // the tag does not match: not this PIN, or not this device
  }
};

export const newDataKey = (): Uint8Array => crypto.getRandomValues(new Uint8Array(KEY_BYTES));

/** The key in the form it is used in: nobody can read it out of the browser's crypto again. */
export const usableDataKey = (dataKey: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", dataKey as Bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
