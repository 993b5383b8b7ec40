import bs58check from "bs58check";
import { bytesToHex, sha256, utf8ToBytes } from "../bytes/index.ts";
import { err, ok, type Result } from "../result.ts";
import type { DocKind } from "./doc-kind.ts";

/**
 * A document id as automerge-repo writes it: base58check of 16 bytes. For patients the bytes are random and this is
 * the patient id; for everything else they are derived, so that two devices offline name the same document alike.
 */
export type DocId = string & { readonly __brand: "DocId" };

/** Names a document before it exists: what it is, whose it is, and which period it covers ("" where none). */
export interface DocAddress {
  readonly kind: DocKind;
  /** Patient id for patient-owned kinds, clinic id for `ward` and `clinic`, "" for `patient`. */
  readonly owner: string;
  /** `vitals`: UTC year "2026"; `monitor`: UTC day "2026-11-22"; `ward`: the ward's id; otherwise "". */
  readonly period: string;
}

export const docIdFromBytes = (bytes: Uint8Array): DocId => {
  if (bytes.length !== 16) throw new Error("a document id is 16 bytes");
  return bs58check.encode(bytes) as DocId;
};

/** The checksum costs two hashes, and a push names the same document for each of its readings. */
const bytesById = new Map<string, Uint8Array>();
const MAX_KNOWN_IDS = 4096;

/** The 16 bytes behind an id. Throws when the checksum or the length is wrong. */
export const docIdToBytes = (id: string): Uint8Array => {
  const known = bytesById.get(id);
  if (known) return known.slice();
  const bytes = bs58check.decode(id);
  if (bytes.length !== 16) throw new Error("a document id is 16 bytes");
  if (bytesById.size >= MAX_KNOWN_IDS) bytesById.clear();
  bytesById.set(id, bytes.slice());
  return bytes;
};

export const parseDocId = (text: string): Result<DocId, "bad-doc-id"> => {
  try {
    return docIdToBytes(text).length === 16 ? ok(text as DocId) : err("bad-doc-id");
  } catch {
    return err("bad-doc-id");
  }
};

export const docIdHex = (id: DocId): string => bytesToHex(docIdToBytes(id));

/** The text whose SHA-256 gives a derived id. [RC1] */
export const derivationPath = ({ kind, owner, period }: DocAddress): string =>
  ["arogya/1", kind, owner, ...(period === "" ? [] : [period])].join("/");

/** The id of a derived document: the first 16 bytes of SHA-256 of its path. [RC1] */
export const deriveDocId = (address: DocAddress): DocId => {
  if (address.kind === "patient") throw new Error("patient ids are not derived from an address");
  return docIdFromBytes(sha256(utf8ToBytes(derivationPath(address))).slice(0, 16));
};

const OWNER = /^[1-9A-HJ-NP-Za-km-z]{20,40}$/;
export const CLINIC_ID = /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/;
const YEAR = /^(19|20|21)\d\d$/;
const DAY = /^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Whether the address is one that this version knows how to derive. Unknown periods would be squatters' names. [RC2] */
export const isValidAddress = ({ kind, owner, period }: DocAddress): boolean => {
  switch (kind) {
    case "patient":
      return owner === "" && period === "";
    case "vitals":
      return OWNER.test(owner) && YEAR.test(period);
    case "monitor":
      return OWNER.test(owner) && DAY.test(period);
    case "coverage":
      return OWNER.test(owner) && period === "";
    case "ward":
      return CLINIC_ID.test(owner) && CLINIC_ID.test(period);
    case "clinic":
      return CLINIC_ID.test(owner) && period === "";
    default:
      return false;
  }
};

/** UTC year of an instant, the period of a `vitals` document. */
export const utcYear = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 4);
/** UTC day of an instant, the period of a `monitor` document. */
export const utcDay = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

export const vitalsDocId = (patientId: DocId, year: string): DocId =>
  deriveDocId({ kind: "vitals", owner: patientId, period: year });
