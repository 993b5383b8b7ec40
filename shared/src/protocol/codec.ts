import { addExtension, Decoder, Encoder } from "cbor-x";
import type * as z from "zod/mini";
import { err, ok, type Result } from "../result.ts";
import { isPlainCbor } from "./cbor-shape.ts";
import { type Down, downSchema } from "./down.ts";
import { type Up, upSchema } from "./up.ts";
import { MAX_FRAME_BYTES } from "./version.ts";

// A CBOR bignum of 128 kB takes 6 s to decode: nothing of ours is one, so the tags are refused outright.
const refuseBignum = (): never => {
  throw new Error("bignum refused");
};
for (const tag of [2, 3])
  addExtension({ tag, decode: refuseBignum, encode: refuseBignum } as unknown as Parameters<
    typeof addExtension
  >[0]);

const options = {
  useRecords: false,
  mapsAsObjects: true,
  tagUint8Array: false,
  variableMapSize: true,
  largeBigIntToFloat: true,
} as const;
const encoder = new Encoder(options);
const decoder = new Decoder(options);

export type FrameErrorCode = "frame-too-large" | "frame-malformed" | "message-unknown" | "message-shape";

/** CBOR (RFC 8949) of any plain value, as frames and stored bookkeeping use it. */
export const encodeCbor = (value: unknown): Uint8Array => new Uint8Array(encoder.encode(value));
/** Throws on malformed input. Byte strings come out as Uint8Array copies. */
export const decodeCbor = (bytes: Uint8Array): unknown => decoder.decode(bytes);

/** As `decodeCbor`, with copies that outlive the received bytes. Throws on malformed input. */
export const decodePlainCbor = (bytes: Uint8Array): unknown => plain(decoder.decode(bytes));

/** Byte strings may be views into the received frame (or Node Buffers): plain copies outlive it. */
const plain = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === "object") {
    const out: Record<string, unknown> = {};
    for (const [k, v] of Object.entries(value)) out[k] = plain(v);
    return out;
  }
  return value;
};

const decodeWith = <S extends z.ZodMiniType>(
  schema: S,
  frame: Uint8Array,
): Result<z.infer<S>, FrameErrorCode> => {
  if (frame.length > MAX_FRAME_BYTES) return err("frame-too-large");
  if (!isPlainCbor(frame)) return err("frame-malformed");
  let value: unknown;
  try {
    value = decoder.decode(frame);
  } catch {
    return err("frame-malformed");
  }
  if (
    value === null ||
    typeof value !== "object" ||
    Array.isArray(value) ||
    typeof (value as { t?: unknown }).t !== "string"
  )
    return err("frame-malformed");
  const parsed = schema.safeParse(plain(value));
  return parsed.success ? ok(parsed.data) : err("message-shape");
};

export const encodeUp = (message: Up): Uint8Array => encodeCbor(message);
export const encodeDown = (message: Down): Uint8Array => encodeCbor(message);
/** Reads a client's frame; never throws, whatever the bytes. [PR1] */
export const decodeUp = (frame: Uint8Array): Result<Up, FrameErrorCode> => decodeWith(upSchema, frame);
/** Reads a relay's frame; never throws. */
export const decodeDown = (frame: Uint8Array): Result<Down, FrameErrorCode> => decodeWith(downSchema, frame);
