import type * as z from "zod/mini";
import { err, ok, type Result } from "../result.ts";
import { type LiveDown, liveDownSchema } from "./down.ts";
import { type LiveValue, liveValueKeys, liveValueSchema } from "./live-value.ts";
import { type LiveUp, liveUpSchema } from "./up.ts";
import { MAX_LIVE_FRAME_BYTES } from "./version.ts";

/** A frame is one JSON object in a text frame: numbers and short words, which anybody can read as they pass. */
export type LiveFrameErrorCode = "frame-too-large" | "frame-malformed" | "message-shape";

const decodeWith = <S extends z.ZodMiniType>(
  schema: S,
  text: string,
): Result<z.infer<S>, LiveFrameErrorCode> => {
  // What was sent is ASCII, so characters are bytes; whatever has others fails the schema anyway.
  if (text.length > MAX_LIVE_FRAME_BYTES) return err("frame-too-large");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err("frame-malformed");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return err("frame-malformed");
  const parsed = schema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err("message-shape");
};

/** Reads a peer's frame; never throws, whatever the text. */
export const decodeLiveUp = (text: string): Result<LiveUp, LiveFrameErrorCode> =>
  decodeWith(liveUpSchema, text);
/** Reads a relay's frame; never throws. */
export const decodeLiveDown = (text: string): Result<LiveDown, LiveFrameErrorCode> =>
  decodeWith(liveDownSchema, text);
export const encodeLiveUp = (message: LiveUp): string => JSON.stringify(message);
export const encodeLiveDown = (message: LiveDown): string => JSON.stringify(message);

/** A published value, judged for itself; undefined when it has another key, lacks one, or is out of bounds. [LV2] */
export const readLiveValue = (value: unknown): LiveValue | undefined => {
  const parsed = liveValueSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
};

const writtenKeys = [...liveValueKeys];
/** A value as it stands in frames. Written from the list of keys, so that nothing else can be in it. */
export const encodeLiveValue = (value: LiveValue): string => JSON.stringify(value, writtenKeys);
