import { ByteReader, bytesToUtf8 } from "../bytes/index.ts";
import type { ChangeHeader } from "./chunk.ts";
import { COLUMN, columnsOfRest } from "./columns.ts";

/** What one operation of a change writes, as far as that can be read without wasm. */
export interface OpTarget {
  /** Counter of the object's operation; 0 for the root object. */
  readonly container: number;
  /** Undefined for an operation in a list. */
  readonly key: string | undefined;
  readonly action: "makeMap" | "set" | "del" | "other";
}

const ACTIONS: Readonly<Record<number, OpTarget["action"]>> = { 0: "makeMap", 1: "set", 3: "del" };

/** Expands a run-length encoded column; nulls as undefined. */
const expand = <T>(reader: ByteReader, count: number, read: (r: ByteReader) => T): (T | undefined)[] => {
  const out: (T | undefined)[] = [];
  while (!reader.done && out.length < count) {
    const run = reader.sleb();
    if (run < 0) for (let i = 0; i < -run && out.length < count; i++) out.push(read(reader));
    else {
      const length = run === 0 ? reader.uleb() : run;
      const value = run === 0 ? undefined : read(reader);
      for (let i = 0; i < length && out.length < count; i++) out.push(value);
    }
  }
  while (out.length < count) out.push(undefined);
  return out;
};

/**
 * The targets of a change's operations, in order.
 * @param bytes a chunk that `readChange` gave `header` for: its bounds are asserted already.
 */
export const readOpTargets = (bytes: Uint8Array, header: ChangeHeader): OpTarget[] => {
  const columns = columnsOfRest(new ByteReader(bytes, header.afterDepsAt));
  const column = <T>(spec: number, read: (r: ByteReader) => T): (T | undefined)[] => {
    const { at = 0, length = 0 } = columns.get(spec) ?? {};
    return expand(new ByteReader(bytes, at, at + length), header.opCount, read);
  };
  const containers = column(COLUMN.objCounter, (r) => r.uleb());
  const keys = column(COLUMN.keyString, (r) => bytesToUtf8(r.bytes(r.uleb())));
  const actions = column(COLUMN.action, (r) => r.uleb());
  return actions.map((action, i) => ({
    container: containers[i] ?? 0,
    key: keys[i],
    action: ACTIONS[action ?? -1] ?? "other",
  }));
};
