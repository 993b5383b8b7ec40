import { ByteWriter, bytesToHex, equalBytes, hexToBytes, utf8ToBytes } from "../bytes/index.ts";
import { buildChange, type ChangeHeader } from "./chunk.ts";
import { COLUMN } from "./columns.ts";

/** An operation as `Automerge.decodeChange` gives it, of the kinds that any rule of ours allows. */
export interface MapOp {
  readonly action: string;
  readonly obj: string;
  readonly key?: string | undefined;
  readonly value?: unknown;
  readonly datatype?: string | undefined;
  readonly insert?: boolean | undefined;
  readonly pred: readonly string[];
}

const ACTIONS: Readonly<Record<string, number>> = { makeMap: 0, set: 1, del: 3 };

/** Run-length encoding as Automerge writes it: runs of two and more, literals in between, nulls counted. */
const rle = <T>(
  out: ByteWriter,
  values: readonly (T | null)[],
  write: (w: ByteWriter, v: T) => void,
): void => {
  if (values.every((v) => v === null)) return;
  for (let i = 0; i < values.length; ) {
    const value = values[i] as T | null;
    let end = i + 1;
    while (end < values.length && values[end] === value) end++;
    if (value === null) out.sleb(0).uleb(end - i);
    else if (end - i > 1) write(out.sleb(end - i), value);
    else {
      while (end < values.length && values[end] !== null && values[end] !== values[end + 1]) end++;
      out.sleb(i - end);
      for (let n = i; n < end; n++) write(out, values[n] as T);
    }
    i = end;
  }
};
const unsigned = (w: ByteWriter, value: number) => void w.uleb(value);
const signed = (w: ByteWriter, value: number) => void w.sleb(value);
const text = (w: ByteWriter, value: string) => {
  const bytes = utf8ToBytes(value);
  w.uleb(bytes.length).bytes(bytes);
};

const NONE = new Uint8Array(0);
/** Type code and bytes of a scalar; undefined for one that no rule allows. */
const valueOf = ({ action, value, datatype }: MapOp): { type: number; bytes: Uint8Array } | undefined => {
  if (action !== "set") return { type: 0, bytes: NONE };
  if (typeof value === "boolean") return { type: value ? 2 : 1, bytes: NONE };
  if (typeof value === "string") return { type: 6, bytes: utf8ToBytes(value) };
  // The decoder gives byte strings as arrays of numbers.
  if (value instanceof Uint8Array || Array.isArray(value))
    return { type: 7, bytes: Uint8Array.from(value as Iterable<number>) };
  if (!Number.isSafeInteger(value)) return undefined;
  const number = value as number;
  if (datatype === "uint") return { type: 3, bytes: new ByteWriter().uleb(number).finish() };
  return datatype === "int" ? { type: 4, bytes: new ByteWriter().sleb(number).finish() } : undefined;
};

interface OpId {
  readonly counter: number;
  readonly actor: string;
}
const opId = (id: string): OpId => {
  const at = id.indexOf("@");
  return { counter: Number(id.slice(0, at)), actor: id.slice(at + 1) };
};
const byLamport = (a: OpId, b: OpId) => a.counter - b.counter || (a.actor < b.actor ? -1 : 1);

/** Writes actors, column table and columns; false when an operation is none that the rules allow. */
const encodeOps = (actor: string, ops: readonly MapOp[], body: ByteWriter): boolean => {
  const objects = ops.map((op) => (op.obj === "_root" ? null : opId(op.obj)));
  const preds = ops.flatMap((op) =>
    op.pred.length > 1 ? op.pred.map(opId).sort(byLamport) : op.pred.map(opId),
  );
  const others: string[] = [];
  for (const id of [...objects, ...preds])
    if (id && id.actor !== actor && !others.includes(id.actor)) others.push(id.actor);
  others.sort();
  const indexOf = (id: OpId) => (id.actor === actor ? 0 : others.indexOf(id.actor) + 1);
  const values = ops.map(valueOf);
  const data = new ByteWriter();
  const table: number[] = [];
  const column = (spec: number, write: () => void): void => {
    const before = data.length;
    write();
    if (data.length > before) table.push(spec, data.length - before);
  };
  const numbers = (spec: number, list: readonly (number | null)[]) =>
    column(spec, () => rle(data, list, unsigned));
  numbers(
    COLUMN.objActor,
    objects.map((o) => o && indexOf(o)),
  );
  numbers(
    COLUMN.objCounter,
    objects.map((o) => o && o.counter),
  );
  column(COLUMN.keyString, () =>
    rle(
      data,
      ops.map((op) => op.key ?? null),
      text,
    ),
  );
  column(COLUMN.insert, () => ops.length > 0 && data.uleb(ops.length));
  numbers(
    COLUMN.action,
    ops.map((op) => ACTIONS[op.action] ?? null),
  );
  numbers(
    COLUMN.valueMeta,
    values.map((v) => (v ? v.bytes.length * 16 + v.type : null)),
  );
  column(COLUMN.valueRaw, () => {
    for (const value of values) if (value) data.bytes(value.bytes);
  });
  numbers(
    COLUMN.predGroup,
    ops.map((op) => op.pred.length),
  );
  numbers(COLUMN.predActor, preds.map(indexOf));
  const steps = preds.map((p, i) => p.counter - (preds[i - 1]?.counter ?? 0));
  column(COLUMN.predCounter, () => rle(data, steps, signed));
  body.uleb(others.length);
  for (const other of others) body.uleb(other.length / 2).bytes(hexToBytes(other));
  body.uleb(table.length / 2);
  for (const entry of table) body.uleb(entry);
  body.bytes(data.finish());
  return ops.every(
    (op, i) => values[i] && op.key !== undefined && op.insert !== true && ACTIONS[op.action] !== undefined,
  );
};

type BodyHeader = Pick<ChangeHeader, "deps" | "actor" | "seq" | "startOp" | "time">;

/** The body of a change as Automerge writes it; undefined when an operation is none that the rules allow. */
const encodeBody = (header: BodyHeader, ops: readonly MapOp[]): Uint8Array | undefined => {
  const body = new ByteWriter().uleb(header.deps.length);
  for (const dep of header.deps) body.bytes(dep);
  body.uleb(header.actor.length / 2).bytes(hexToBytes(header.actor));
  body.uleb(header.seq).uleb(header.startOp).sleb(header.time);
  // A message may say anything; nothing of ours writes one.
  body.uleb(0);
  return encodeOps(header.actor, ops, body) ? body.finish() : undefined;
};

/**
 * Writes a change byte for byte as Automerge would, without wasm: for first changes, of which a relay needs one for
 * every document. Throws on operations outside the rules.
 */
export const encodeMapChange = (
  header: BodyHeader,
  ops: readonly MapOp[],
): { bytes: Uint8Array; hash: Uint8Array } => {
  const body = encodeBody(header, ops);
  if (!body) throw new Error("an operation that no change of ours contains");
  return buildChange(body);
};

/**
 * Whether the bytes of a change are the ones that Automerge itself writes for what they say. Other encodings of the
 * same operations (a run of one, an overlong number, an actor nobody uses) decode and apply, but a document that
 * contains one never loads again after it was saved: on saving Automerge keeps the operations, not the bytes, and the
 * hash no longer fits. Covers what the rules allow, operations on map keys; anything else is called not canonical.
 * @param bytes a chunk that `readChange` gave `header` for. @param ops its operations as decoded. [PR5]
 */
export const isCanonicalChange = (
  bytes: Uint8Array,
  header: ChangeHeader,
  ops: readonly MapOp[],
): boolean => {
  if (header.deps.length > 1) {
    const deps = header.deps.map(bytesToHex);
    if (deps.some((dep, i) => i > 0 && dep <= deps[i - 1]!)) return false;
  }
  const expected = encodeBody(header, ops);
  return (
    expected !== undefined &&
    header.bodyAt === 9 + new ByteWriter().uleb(expected.length).length &&
    equalBytes(bytes.subarray(header.bodyAt), expected)
  );
};
