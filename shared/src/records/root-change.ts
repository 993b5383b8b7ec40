import * as A from "@automerge/automerge/slim";
import { bytesToHex, sha256, utf8ToBytes } from "../bytes/index.ts";
import { encodeMapChange, type MapOp } from "../changes/canonical.ts";
import { containersByKind } from "./containers.ts";
import { type DocAddress, derivationPath, isValidAddress } from "./doc-id.ts";

/** The version of the document shapes in this folder, written into every first change. */
export const DOCUMENT_SCHEMA = 1;

/** The actor of every derived document's first change: nobody. 16 bytes in hex. */
export const ROOT_ACTOR = bytesToHex(sha256(utf8ToBytes("arogya/1/root")).slice(0, 16));

/** A string that nobody types into together with somebody else: one operation, not one per character. */
export const fixed = (text: string): A.ImmutableString => new A.ImmutableString(text);

/** The text of a fixed string, or of a plain one written by an older or foreign peer; undefined for anything else. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : A.isImmutableString(value) ? value.toString() : undefined;

export interface RootChange {
  readonly bytes: Uint8Array;
  /** SHA-256 of the change chunk, 64 hex digits. */
  readonly hash: string;
  readonly operationCount: number;
}

const cache = new Map<string, RootChange>();
const CACHE_LIMIT = 4096;

/**
 * The deterministic first change of a derived document: fixed actor, `time: 0`. Two phones that create the document
 * offline create the same root and merge; and because it carries kind, owner and period, one patient's changes can
 * never apply in another's document. [RC3]
 */
export const rootChange = (address: DocAddress): RootChange => {
  if (address.kind === "patient" || !isValidAddress(address))
    throw new Error("this address has no derived first change");
  const path = derivationPath(address);
  const known = cache.get(path);
  if (known) return known;
  const set = (key: string, value: string | number): MapOp => ({
    action: "set",
    obj: "_root",
    key,
    value,
    datatype: typeof value === "number" ? "int" : undefined,
    pred: [],
  });
  const containers = containersByKind[address.kind].map(
    (key): MapOp => ({ action: "makeMap", obj: "_root", key, pred: [] }),
  );
  const ops = [
    set("kind", address.kind),
    set("schema", DOCUMENT_SCHEMA),
    set("owner", address.owner),
    set("period", address.period),
    ...containers,
  ];
  const { bytes, hash } = encodeMapChange({ actor: ROOT_ACTOR, seq: 1, startOp: 1, time: 0, deps: [] }, ops);
  const root = { bytes, hash: bytesToHex(hash), operationCount: ops.length };
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(path, root);
  return root;
};
