import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { checkSecretFile, SecretFileError } from "@arogyasync/sync-server/config";
import { CommandError, exitCodes } from "../exit-codes.ts";

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

const readIfThere = (path: string): Buffer | undefined => {
  try {
    checkSecretFile(path);
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    if (error instanceof SecretFileError)
      throw new CommandError(exitCodes.usage, "secret-readable", error.message);
    throw error;
  }
};

/**
 * Reads a secret that only its owner may read, making it on first use. Whole or not there at all: a crash never
 * leaves half a key, and of two processes that start together both get the one that was first.
 * Throws a CommandError when others could have read it.
 */
export const secretFile = (path: string, make: () => Uint8Array | string): Buffer => {
  const known = readIfThere(path);
  if (known) return known;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.tmp`;
  const file = openSync(draft, "w", 0o600);
  try {
    const secret = make();
    writeSync(file, typeof secret === "string" ? Buffer.from(secret) : secret);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(path);
};
