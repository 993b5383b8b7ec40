import * as z from "zod/mini";
import { bytesUpTo, docRef, epochBytes, hashBytes, seqNumber } from "./fields.ts";

/**
 * First sync over HTTP: `GET /bootstrap?scope=&kind=&cursor=` or `POST /bootstrap` with named documents. The body is a
 * sequence of records, each `u32be length ‖ CBOR`; it may break off anywhere and be resumed with the last `cursor`.
 * The first record is the header. `asOfSeq` is where the first bootstrap began and is handed back on every resume, so
 * that the tail of the log starts there.
 */
export const bootstrapHeaderSchema = z.object({
  t: z.literal("begin"),
  epoch: epochBytes,
  asOfSeq: seqNumber,
  /** Documents in the whole bootstrap, for a progress bar. */
  total: z.int().check(z.minimum(0)),
});
export const bootstrapDocSchema = z.object({
  t: z.literal("doc"),
  doc: docRef,
  heads: z.array(hashBytes),
  /** Compacted document (one Automerge document chunk), deflated by Automerge itself; absent when not compacted yet. */
  compacted: z.optional(bytesUpTo(64 * 1024 * 1024)),
  /** Plain change chunks after the compacted part, one after another. */
  changes: z.optional(bytesUpTo(64 * 1024 * 1024)),
  /** Pass as `cursor` to go on behind this document. */
  cursor: z.string().check(z.maxLength(64)),
});
export const bootstrapEndSchema = z.object({ t: z.literal("end"), docs: z.int().check(z.minimum(0)) });
export const bootstrapRecordSchema = z.discriminatedUnion("t", [
  bootstrapHeaderSchema,
  bootstrapDocSchema,
  bootstrapEndSchema,
]);
export type BootstrapRecord = z.infer<typeof bootstrapRecordSchema>;
export type BootstrapDoc = z.infer<typeof bootstrapDocSchema>;
