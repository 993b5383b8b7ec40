import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { bytesToBase64Url, bytesToHex, utf8ToBytes } from "../bytes/index.ts";
import { type DocId, docIdFromBytes } from "./doc-id.ts";

const mac = (key: Uint8Array, text: string): Uint8Array => hmac(nobleSha256, key, utf8ToBytes(text));

export interface ImportedIdentity {
  readonly patientId: DocId;
  readonly auditKey: Uint8Array;
  /** 16 bytes in hex: the actor of the patient's first change, the same for every importer of this source. */
  readonly firstActor: string;
  /** Seconds since the epoch for the first change; fixed, so that the bytes are too. */
  readonly time: 0;
}

/**
 * Everything that a patient's root needs, derived from the clinic's import key and the source's own id, so that two
 * importers make the same root and importing twice adds nothing. [RC10]
 * @param importKey 32 secret bytes of the clinic. @param sourceId e.g. "challenge2019/p000288".
 */
export const importedIdentity = (importKey: Uint8Array, sourceId: string): ImportedIdentity => ({
  patientId: docIdFromBytes(mac(importKey, `arogya/1/import/id/${sourceId}`).slice(0, 16)),
  auditKey: mac(importKey, `arogya/1/import/audit/${sourceId}`),
  firstActor: bytesToHex(mac(importKey, `arogya/1/import/actor/${sourceId}`).slice(0, 16)),
  time: 0,
});

/** The nonce of a reading that a machine wrote: HMAC(auditKey, source key), so that it has one id however often sent. */
export const sourceNonce = (auditKey: Uint8Array, sourceKey: string): string =>
  bytesToBase64Url(mac(auditKey, `arogya/1/nonce/${sourceKey}`).slice(0, 16));
