import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { CommandError, exitCodes } from "./exit-codes.ts";

/**
 * Holds a lock as long as this process lives. It is SQLite's own on a small file: the operating system drops it when
 * the process dies, however it dies, so there is never a stale one to delete. Throws a CommandError.
 * @param inUse what to tell the person when another process holds it.
 * @returns a function that lets go.
 */
export const holdLock = (file: string, inUse: string): (() => void) => {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = new Database(file, { timeout: 0 });
    lock.exec("BEGIN EXCLUSIVE");
    return () => void lock.close();
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    throw code.startsWith("SQLITE_BUSY")
      ? new CommandError(exitCodes.cannotStart, "in-use", inUse)
      : new CommandError(
          exitCodes.cannotStart,
          "folder-unusable",
          `${folder} cannot be used (${code || String(error)}); it must be a folder that can be written`,
        );
  }
};
