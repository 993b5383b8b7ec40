import { ByteReader, TruncatedError } from "../bytes/index.ts";
import { err, ok, type Result } from "../result.ts";
import type { ChangeErrorCode } from "./chunk.ts";
import { changeLimits } from "./limits.ts";

/** Column specifications of a change's operations: `id << 4 | deflate << 3 | type` (Automerge binary format). */
export const COLUMN = {
  objActor: 0x01,
  objCounter: 0x02,
  keyActor: 0x11,
  keyCounter: 0x13,
  keyString: 0x15,
  insert: 0x34,
  action: 0x42,
  valueMeta: 0x56,
  valueRaw: 0x57,
  predGroup: 0x70,
  predActor: 0x71,
  predCounter: 0x73,
  expand: 0x94,
  markName: 0xa5,
} as const;
const KNOWN: ReadonlySet<number> = new Set(Object.values(COLUMN));
/** Actions with even numbers make an object: map, list, text, table (Automerge binary format). */
const countMakes = (action: number): number => (action % 2 === 0 ? 1 : 0);
const MAX_PREDS = 4 * changeLimits.maxOps;

type ColumnType = "uleb" | "delta" | "boolean" | "string" | "raw";
const typeOf = (spec: number): ColumnType =>
  (["uleb", "uleb", "uleb", "delta", "boolean", "string", "uleb", "raw"] as const)[spec & 7] ?? "raw";

const skipValue = (reader: ByteReader, type: ColumnType): number => {
  if (type === "string") {
    const length = reader.uleb();
    if (length > changeLimits.maxKeyBytes) throw new TruncatedError("key too long");
    reader.bytes(length);
    return 0;
  }
  return type === "delta" ? reader.sleb() : reader.uleb();
};

/**
 * Walks a run-length encoded column without expanding it; gives the number of items and the sum of their weights:
 * for groups what they hold, for actions how many objects they make.
 */
const walk = (
  reader: ByteReader,
  type: ColumnType,
  limit: number,
  weigh: (value: number) => number = (value) => value,
): { items: number; sum: number } | undefined => {
  let items = 0;
  let sum = 0;
  while (!reader.done) {
    if (type === "boolean") items += reader.uleb();
    else {
      const run = reader.sleb();
      if (run === 0) items += reader.uleb();
      else if (run > 0) {
        items += run;
        sum += run * weigh(skipValue(reader, type));
      } else
        for (let i = 0; i < -run; i++) {
          if (++items > limit) return undefined;
          sum += weigh(skipValue(reader, type));
        }
    }
    if (items > limit) return undefined;
  }
  return { items, sum };
};

export interface Column {
  readonly spec: number;
  readonly at: number;
  readonly length: number;
}

/** Reads the column table; the reader stands behind the column data afterwards. Throws TruncatedError. */
export const readColumns = (reader: ByteReader): Column[] => {
  const count = reader.uleb();
  if (count > KNOWN.size) throw new TruncatedError("too many columns");
  const table: { spec: number; length: number }[] = [];
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const spec = reader.uleb();
    if (spec <= previous || !KNOWN.has(spec)) throw new TruncatedError("unknown or unordered column");
    previous = spec;
    table.push({ spec, length: reader.uleb() });
  }
  return table.map(({ spec, length }) => {
    const at = reader.at;
    reader.bytes(length);
    return { spec, at, length };
  });
};

/** Counts the operations, asserting that no column claims more items than the limit, and few of them make objects. */
export const countOps = (reader: ByteReader): Result<number, ChangeErrorCode> => {
  let ops = 0;
  let makes = 0;
  let groupSum = 0;
  for (const { spec, at, length } of readColumns(reader)) {
    const type = typeOf(spec);
    if (type === "raw") continue;
    const isPred = spec === COLUMN.predActor || spec === COLUMN.predCounter;
    const walked = walk(
      new ByteReader(reader.data, at, at + length),
      type,
      isPred ? MAX_PREDS : changeLimits.maxOps,
      spec === COLUMN.action ? countMakes : undefined,
    );
    if (!walked) return err("change-too-many-ops");
    if (spec === COLUMN.action) {
      ops = walked.items;
      makes = walked.sum;
    }
    if (spec === COLUMN.predGroup) groupSum = walked.sum;
  }
  const isTooMany = groupSum > MAX_PREDS || ops > changeLimits.maxOps || makes > changeLimits.maxObjectsMade;
  return isTooMany ? err("change-too-many-ops") : ok(ops);
};

/**
 * The columns of a change's operations by their specification. The reader stands behind the dependencies: actor, seq,
 * startOp, time, message and the other actors are passed over. Throws TruncatedError.
 */
export const columnsOfRest = (reader: ByteReader): Map<number, Column> => {
  reader.bytes(reader.uleb()); // actor
  reader.uleb(); // seq
  reader.uleb(); // startOp
  reader.sleb(); // time
  reader.bytes(reader.uleb()); // message
  for (let others = reader.uleb(); others > 0; others--) reader.bytes(reader.uleb());
  return new Map(readColumns(reader).map((column) => [column.spec, column]));
};
