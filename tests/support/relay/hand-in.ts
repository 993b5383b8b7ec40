import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { ChangeName } from "@arogyasync/shared/changes";
import type { Signer } from "@arogyasync/shared/ports";
import {
  departProofBody,
  encodeHandIn,
  type HandIn,
  handInReceiptBody,
  handInReceiptSchema,
  type HandInReceipt,
  type Push,
  type SalvageGrant,
  salvageGrantSchema,
  salvageProofBody,
} from "@arogyasync/shared/protocol";
import { docIdToBytes } from "@arogyasync/shared/records";
import { hashOf, type MadeChange, post, verifyEd25519 } from "@arogyasync/sync-server/testing";

/** The body of an upload: pushes without the ids of a connection. */
export const handInOf = (pushes: readonly Push[], note?: string): Uint8Array =>
  encodeHandIn({
    v: 1,
    parts: pushes.map(({ docs, pack, manifests }) => ({ docs, pack, manifests })),
    ...(note === undefined ? {} : { note }),
  } as HandIn);

/** Asks for a grant by proving the device key. */
export const askGrant = async (url: string, keys: Signer): Promise<Response> => {
  const at = Date.now();
  const proof = bytesToBase64Url(await keys.sign(departProofBody(keys.publicKey, at)));
  return post(`${url}/api/salvage/grant`, { publicKey: bytesToBase64Url(keys.publicKey), at, proof });
};
export const takeGrant = async (url: string, keys: Signer): Promise<SalvageGrant> => {
  const response = await askGrant(url, keys);
  if (!response.ok) throw new Error(`grant: ${response.status} ${await response.text()}`);
  return salvageGrantSchema.parse(await response.json());
};

export const sendHandIn = async (
  url: string,
  keys: Signer,
  nonce: string,
  body: Uint8Array,
): Promise<Response> => {
  const proof = bytesToBase64Url(await keys.sign(salvageProofBody(nonce, body)));
  return fetch(`${url}/api/salvage`, {
    method: "POST",
    headers: { Authorization: `Salvage ${nonce}.${proof}`, "Content-Type": "application/cbor" },
    body: body as Uint8Array<ArrayBuffer>,
  });
};

/** The receipt, its signature checked over exactly these changes. */
export const receiptOf = async (
  response: Response,
  relayKey: Uint8Array,
  made: readonly MadeChange[],
): Promise<HandInReceipt> => {
  if (!response.ok) throw new Error(`hand-in: ${response.status} ${await response.text()}`);
  const { signature, ...receipt } = handInReceiptSchema.parse(await response.json());
  const names = made.map((m): ChangeName => ({ doc: docIdToBytes(m.id), hash: hashOf(m) }));
  if (!verifyEd25519(relayKey, handInReceiptBody(receipt, names), base64UrlToBytes(signature)))
    throw new Error("the receipt is not signed by the relay over these changes");
  return { ...receipt, signature };
};
