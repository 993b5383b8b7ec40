import { ByteReader, ByteWriter, bytesToHex, equalBytes, sha256, TruncatedError } from "../bytes/index.ts";
import { err, ok, type Result } from "../result.ts";
import { countOps } from "./columns.ts";
import { changeLimits } from "./limits.ts";
import { type PlainSet, type PlainSetBody, readPlainSet } from "./plain-set.ts";

/** Automerge's chunk magic (binary format specification, "Chunk"). */
const MAGIC = Uint8Array.of(0x85, 0x6f, 0x4a, 0x83);
const TYPE_CHANGE = 1;

export type ChangeErrorCode =
  | "change-malformed"
  | "change-not-a-change"
  | "change-checksum"
  | "change-too-large"
  | "change-too-many-ops"
  | "change-too-many-deps"
  | "change-start-op";

/** What can be read of a change without wasm and in bounded time. */
export interface ChangeHeader {
  /** SHA-256 of the chunk (type, length, body): 32 bytes. */
  readonly hash: Uint8Array;
  readonly hashHex: string;
  readonly deps: readonly Uint8Array[];
  /** Hex, and the same as 16 bytes. */
  readonly actor: string;
  readonly actorBytes: Uint8Array;
  readonly seq: number;
  readonly startOp: number;
  /** Seconds since the epoch, as the author's device claims. */
  readonly time: number;
  readonly opCount: number;
  /** The highest operation counter after this change; `startOp - 1` when it has no operation. */
  readonly maxOp: number;
  /** Where the body lies in the chunk, and the deps' end within it. */
  readonly bodyAt: number;
  readonly afterDepsAt: number;
  /** Where its one operation stands when the change is a plain set: it is canonical then, and needs no decoder. */
  readonly plainSet?: PlainSet;
}

/** The header of a plain set. Hex is written only for those who ask: relays count changes by the thousand. */
class PlainSetHeader implements ChangeHeader {
  readonly hash: Uint8Array;
  readonly deps: readonly Uint8Array[];
  readonly actorBytes: Uint8Array;
  readonly seq: number;
  readonly startOp: number;
  readonly time: number;
  readonly opCount = 1;
  readonly bodyAt: number;
  readonly afterDepsAt: number;
  readonly plainSet: PlainSet;

  constructor(bytes: Uint8Array, hash: Uint8Array, bodyAt: number, body: PlainSetBody) {
    const { depCount, depsAt, actorAt } = body;
    const deps: Uint8Array[] = [];
    for (let i = 0; i < depCount; i++) deps.push(bytes.subarray(depsAt + 32 * i, depsAt + 32 * i + 32));
    this.hash = hash;
    this.deps = deps;
    this.actorBytes = bytes.subarray(actorAt, actorAt + 16);
    this.seq = body.seq;
    this.startOp = body.startOp;
    this.time = body.time;
    this.bodyAt = bodyAt;
    this.afterDepsAt = depsAt + 32 * depCount;
    this.plainSet = body.set;
  }
  get hashHex(): string {
    return bytesToHex(this.hash);
  }
  get actor(): string {
    return bytesToHex(this.actorBytes);
  }
  get maxOp(): number {
    return this.startOp;
  }
}

const malformed = err<ChangeErrorCode>("change-malformed");

const parseBody = (
  bytes: Uint8Array,
  hash: Uint8Array,
  bodyAt: number,
): Result<ChangeHeader, ChangeErrorCode> => {
  const reader = new ByteReader(bytes, bodyAt);
  const depCount = reader.uleb();
  if (depCount > changeLimits.maxDeps) return err("change-too-many-deps");
  const deps: Uint8Array[] = [];
  for (let i = 0; i < depCount; i++) deps.push(reader.bytes(32));
  const afterDepsAt = reader.at;
  const actorLength = reader.uleb();
  if (actorLength !== 16) return malformed;
  const actorBytes = reader.bytes(actorLength);
  const seq = reader.uleb();
  const startOp = reader.uleb();
  if (seq < 1) return malformed;
  if (startOp < 1 || startOp > changeLimits.maxStartOp) return err("change-start-op");
  const time = reader.sleb();
  const messageLength = reader.uleb();
  if (messageLength > changeLimits.maxMessageBytes) return malformed;
  reader.bytes(messageLength);
  const otherActors = reader.uleb();
  if (otherActors > changeLimits.maxOtherActors) return err("change-too-many-deps");
  for (let i = 0; i < otherActors; i++) if (reader.bytes(reader.uleb()).length !== 16) return malformed;
  const ops = countOps(reader);
  if (!ops.ok) return ops;
  if (!reader.done) return malformed; // "extra bytes": nothing of ours writes them, nothing checks them
  const opCount = ops.value;
  return ok({
    hash,
    hashHex: bytesToHex(hash),
    deps,
    actor: bytesToHex(actorBytes),
    actorBytes,
    seq,
    startOp,
    time,
    opCount,
    maxOp: startOp + opCount - 1,
    bodyAt,
    afterDepsAt,
  });
};

/** Whether the chunk's length is written in its shortest form: it stands between byte 9 and the body. */
const isShortestLength = (bodyAt: number, length: number): boolean => bodyAt === 9 + ulebLength(length);

/**
 * The guard: reads one uncompressed change chunk with every bound of `changeLimits` asserted, and checks the
 * checksum by computing the hash. Whole-document chunks (type 0) and deflated changes (type 2) are refused: a pushed
 * change is a single, plain chunk. Never throws. [PR4]
 * @param known the chunk's hash when the caller has just computed it from these very bytes (`buildChange`).
 */
export const readChange = (bytes: Uint8Array, known?: Uint8Array): Result<ChangeHeader, ChangeErrorCode> => {
  if (bytes.length > changeLimits.maxBytes) return err("change-too-large");
  try {
    const reader = new ByteReader(bytes);
    if (!equalBytes(reader.bytes(4), MAGIC)) return err("change-not-a-change");
    const checksum = reader.bytes(4);
    if (reader.byte() !== TYPE_CHANGE) return err("change-not-a-change");
    const length = reader.uleb();
    if (length !== bytes.length - reader.at) return malformed;
    const hash = known ?? sha256(bytes.subarray(8));
    if (!equalBytes(hash.subarray(0, 4), checksum)) return err("change-checksum");
    const plain = readPlainSet(bytes, reader.at);
    if (plain && isShortestLength(reader.at, length))
      return ok(new PlainSetHeader(bytes, hash, reader.at, plain));
    return parseBody(bytes, hash, reader.at);
  } catch (error) {
    if (error instanceof TruncatedError) return malformed;
    throw error;
  }
};

/** Bytes of an unsigned LEB128 number. */
export const ulebLength = (value: number): number => {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
};

export const CHUNK_MAGIC: Uint8Array = MAGIC;
export const CHUNK_TYPE_CHANGE: number = TYPE_CHANGE;

/** Wraps a change body into a plain chunk with magic, checksum, type and length; gives the hash as well. */
export const buildChange = (body: Uint8Array): { bytes: Uint8Array; hash: Uint8Array } => {
  const hashed = new ByteWriter().byte(TYPE_CHANGE).uleb(body.length).bytes(body).finish();
  const hash = sha256(hashed);
  return { bytes: new ByteWriter().bytes(MAGIC).bytes(hash.subarray(0, 4)).bytes(hashed).finish(), hash };
};

export type InflateRaw = (data: Uint8Array, maxBytes: number) => Promise<Uint8Array>;

/**
 * Turns a change as Automerge gives it (deflated when over 256 bytes) into the plain form that travels and is stored.
 * The hash is the same. Throws on anything that is not one change.
 */
export const plainChange = async (bytes: Uint8Array, inflate: InflateRaw): Promise<Uint8Array> => {
  if (bytes[8] === TYPE_CHANGE) return bytes;
  if (bytes[8] !== 2) throw new Error("not a change chunk");
  const reader = new ByteReader(bytes, 9);
  const body = await inflate(reader.bytes(reader.uleb()), changeLimits.maxBytes);
  return buildChange(body).bytes;
};
