import { StoreFailure } from "../../core/log-store.ts";

/** What SQLite throws when a disk is full or broken, as the failure that callers expect; anything else is a bug. */
export const toStoreFailure = (error: unknown): unknown => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "SQLITE_FULL") return new StoreFailure("storage-full", { cause: error });
  return code.startsWith("SQLITE_") ? new StoreFailure("storage", { cause: error }) : error;
};
