import { must, type Result } from "@arogyasync/shared/result";
import type { Admin, AdminErrorCode, OpenAdmin } from "@arogyasync/sync-server/app";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { dataDirOf } from "./start-config.ts";

/**
 * Runs work on the accounts of a data folder and closes it. The relay may be running meanwhile: it looks accounts up
 * on every login and connection. A folder that was never used is prepared, so that users may be added before the
 * first start.
 */
export const withAdmin = async <T>(
  dataDir: string | undefined,
  work: (users: Admin, dataDir: string, open: OpenAdmin) => Promise<T>,
): Promise<T> => {
  // The relay's code is loaded by the commands that need it, not by `--help`.
  const { openAdmin } = await import("@arogyasync/sync-server/app");
  const folder = dataDirOf(process.env, dataDir);
  let admin: OpenAdmin;
  try {
    admin = openAdmin(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCodes.cannotStart, "data-dir-unusable", `${folder} cannot be used: ${why}`);
  }
  try {
    return await work(admin.users, folder, admin);
  } finally {
    admin.close();
  }
};

export const dataDirOption = [
  "--data-dir <folder>",
  "the relay's data folder (default: DATA_DIR, else ./data)",
] as const;

const sentences: Readonly<Record<AdminErrorCode, string>> = {
  "bad-id":
    "an id is short and lasting: lower-case letters, digits, dots, hyphens, at most 48, for example asha.devi or phc-hosahalli",
  "bad-role":
    "give at least one --role; they are field, hospital, device-manager, analyst, auditor, admin, edge, importer, insurance, anchor",
  "weak-password":
    "this password is too easily guessed: at least 8 characters, no common word, not the person's own name",
  "unknown-clinic":
    "there is no such clinic ('*' is for services only); `arogya clinic list` shows them, `arogya clinic add` adds one",
  "unknown-user": "there is no such user, or it is a service; `arogya user list` shows all",
  "user-exists": "there is somebody with this id already; `arogya user list` shows all",
  "key-taken": "this key, or this name, belongs to somebody else; choose another",
};

/** The value, or the command's end with one line that says what to do. Nothing was changed. */
export const orExplain = <T>(result: Result<T, AdminErrorCode>): T => {
  if (result.ok) return result.value;
  throw new CommandError(exitCodes.usage, result.error, must(sentences[result.error], result.error));
};
