import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Why the test cannot run here; undefined when it can. */
export const powerCutUnavailable = (): string | undefined => {
  if (process.platform !== "linux") return "the preloaded shim is for Linux";
  try {
    execFileSync("gcc", ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "there is no gcc to build the shim with";
  }
};

export interface PowerCut {
  /** Environment of the process whose power will be cut. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * After the process is dead: puts every file into the state of a disk that lost its cache. Writes that were never
   * synced are gone, but for those that `isKept` lets through: a disk may write some of its cache, in any selection.
   */
  cut(isKept?: () => boolean): { readonly discarded: number; readonly kept: number; readonly syncs: number };
  close(): void;
}

interface Write {
  readonly type: number;
  readonly offset: number;
  readonly sizeBefore: number;
  readonly old: Buffer;
  readonly fresh: Buffer;
}

const parse = (journal: Buffer): { unsynced: Map<string, Write[]>; syncs: number } => {
  const unsynced = new Map<string, Write[]>();
  let syncs = 0;
  for (let at = 0; at + 3 <= journal.length; ) {
    const type = journal.readUInt8(at);
    const pathLength = journal.readUInt16LE(at + 1);
    const path = journal.toString("utf8", at + 3, at + 3 + pathLength);
    at += 3 + pathLength;
    const offset = Number(journal.readBigInt64LE(at));
    const sizeBefore = Number(journal.readBigInt64LE(at + 8));
    const oldLength = journal.readUInt32LE(at + 16);
    const old = journal.subarray(at + 20, at + 20 + oldLength);
    at += 20 + oldLength;
    const freshLength = journal.readUInt32LE(at);
    const fresh = journal.subarray(at + 4, at + 4 + freshLength);
    at += 4 + freshLength;
    if (type === 3) {
      unsynced.delete(path);
      syncs++;
    } else {
      const list = unsynced.get(path) ?? [];
      list.push({ type, offset, sizeBefore, old, fresh });
      unsynced.set(path, list);
    }
  }
  return { unsynced, syncs };
};

/** Builds the shim and prepares a journal for the files under `dir`. */
export const preparePowerCut = (dir: string): PowerCut => {
  const place = mkdtempSync(join(tmpdir(), "arogya-power-"));
  const shim = join(place, "shim.so");
  const source = fileURLToPath(new URL("./shim.c", import.meta.url));
  execFileSync("gcc", ["-O1", "-shared", "-fPIC", "-o", shim, source, "-lpthread"]);
  const journal = join(place, "journal");
  return {
    env: { LD_PRELOAD: shim, POWERCUT_DIR: dir, POWERCUT_JOURNAL: journal },
    cut(isKept = () => false) {
      const { unsynced, syncs } = parse(readFileSync(journal));
      let discarded = 0;
      let kept = 0;
      for (const [path, writes] of unsynced) {
        if (!existsSync(path)) continue;
        const fd = openSync(path, "r+");
        for (const write of writes.toReversed()) {
          if (write.old.length > 0) writeSync(fd, write.old, 0, write.old.length, write.offset);
          ftruncateSync(fd, write.sizeBefore);
        }
        for (const write of writes) {
          if (!isKept()) discarded++;
          else {
            kept++;
            if (write.type === 2) ftruncateSync(fd, write.offset);
            else writeSync(fd, write.fresh, 0, write.fresh.length, write.offset);
          }
        }
        closeSync(fd);
      }
      rmSync(journal);
      return { discarded, kept, syncs };
    },
    close: () => rmSync(place, { recursive: true, force: true }),
  };
};
