import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import type { ErasureJournal, ErasureRow } from "../core/erasure-store.ts";

const lineSchema = z.object({
  patient: z.string().min(1).max(64),
  clinics: z.array(z.string().max(64)),
  by: z.string().max(64),
  reason: z.string().max(500),
  at: z.number().int().min(0),
});

const syncFolder = (folder: string): void => {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** One JSON line an erasure. A line that a power cut has torn is passed over; the next one begins on its own line. */
export const createErasureJournal = (file: string): ErasureJournal => {
  const text = (): string => (existsSync(file) ? readFileSync(file, "utf8") : "");
  return {
    read() {
      const rows: ErasureRow[] = [];
      let damagedLines = 0;
      for (const line of text().split("\n")) {
        if (line === "") continue;
        let value: unknown;
        try {
          value = JSON.parse(line);
        } catch {
          // Judged below, like a line of another shape.
        }
        const parsed = lineSchema.safeParse(value);
        if (parsed.success) rows.push(parsed.data);
        else damagedLines++;
      }
      return { rows, damagedLines };
    },
    append({ patient, clinics, by, reason, at }) {
      const before = text();
      const line = `${JSON.stringify({ patient, clinics, by, reason, at })}\n`;
      const handle = openSync(file, "a", 0o600);
      try {
        writeSync(handle, before === "" || before.endsWith("\n") ? line : `\n${line}`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      if (before === "") syncFolder(dirname(file));
    },
  };
};
