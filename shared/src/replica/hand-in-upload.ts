import type { ChangeName } from "../changes/index.ts";
import type { Compression } from "../ports/index.ts";
import { encodeHandIn, type HandIn, MAX_HAND_IN_BYTES, MAX_HAND_IN_PARTS } from "../protocol/index.ts";
import { chooseBatch } from "./choose-batch.ts";
import { buildPart, type Part } from "./push-frame.ts";
import type { OutboxEntry } from "./types.ts";

/** What a part aims at before it is packed; a pack holds a frame's worth whatever comes of it. */
const PART_BYTES = 768 * 1024;
/** An upload is one request and is retried whole: on a field network a megabyte is a minute. */
const UPLOAD_BYTES = 1024 * 1024;

export interface Upload {
  readonly body: Uint8Array;
  /** What its receipt must answer for, in order. */
  readonly names: readonly ChangeName[];
  readonly count: number;
}

const bytesOf = (part: Part): number =>
  part.pack.length + part.manifests.length * 160 + part.docs.length * 160;

/**
 * The next upload: the oldest entries, as many as fit; an empty one for no entries. The same entries give the same
 * bytes, so that an upload whose answer was lost is repeated and not made a second time. Each entry travels under the
 * manifest that its author signed when it was written: by then they were still entitled to. [QR10]
 */
export const buildUpload = async (
  entries: readonly OutboxEntry[],
  { compression, note, maxBytes = UPLOAD_BYTES }: UploadOptions,
): Promise<Upload> => {
  const limit = Math.min(maxBytes, MAX_HAND_IN_BYTES);
  const parts: Part[] = [];
  const names: ChangeName[] = [];
  let rest = entries;
  let bytes = 0;
  while (rest.length > 0 && parts.length < MAX_HAND_IN_PARTS) {
    let chosen = chooseBatch(rest, { maxBytes: Math.min(PART_BYTES, limit), isWaiting: () => false });
    const build = () => buildPart(chosen, { signer: undefined, nowMs: 0, compression });
    let built = await build();
    while (!built && chosen.length > 1) {
      chosen = chosen.slice(0, chosen.length >> 1);
      built = await build();
    }
    if (!built) throw new Error("a single change does not fit a part");
    if (parts.length > 0 && bytes + bytesOf(built.part) > limit) break;
    bytes += bytesOf(built.part);
    parts.push(built.part);
    names.push(...built.names);
    rest = rest.slice(chosen.length);
  }
  // zod infers `Uint8Array<ArrayBuffer>`, which no port promises and no encoder needs.
  const handIn = { v: 1, parts, ...(note === undefined ? {} : { note }) } as unknown as HandIn;
  return { body: encodeHandIn(handIn), names, count: names.length };
};

export interface UploadOptions {
  readonly compression: Compression;
  /** What its author wants the administrator to know. */
  readonly note?: string | undefined;
  readonly maxBytes?: number | undefined;
}
