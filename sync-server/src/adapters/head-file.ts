import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { hexToBytes, bytesToHex } from "@arogyasync/shared/bytes";
import type { HeadFile } from "../core/access-log.ts";

/** One line, `<number> <hash>`, replaced whole. It may lag behind the log by a moment, never lead it. */
export const createHeadFile = (file: string): HeadFile => ({
  read() {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
    const found = /^(\d{1,15}) ([0-9a-f]{64})\n$/.exec(text);
    return found ? { no: Number(found[1]), hash: hexToBytes(found[2] as string) } : undefined;
  },
  write({ no, hash }) {
    const temporary = `${file}.new`;
    writeFileSync(temporary, `${no} ${bytesToHex(hash)}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  },
});
