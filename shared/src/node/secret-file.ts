import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** Why a secret's file may not be used; the message says what to do. */
export class SecretFileError extends Error {
  override name = "SecretFileError";
}

/** Read, write and execute for everybody else. */
const OTHERS = 0o007;
const GROUP = 0o070;

/**
 * Throws unless only its owner can read the file. A file of root's may be shared with a group that we are in, as
 * Debian keeps TLS keys and PostgreSQL accepts them (0640). Nothing is asked where files have no owners (Windows).
 */
export const checkSecretFile = (path: string): void => {
  if (process.platform === "win32" || process.getuid === undefined) return;
  const { mode, uid } = statSync(path);
  const own = process.getuid();
  const isOpen = (mode & OTHERS) !== 0 || (uid !== 0 && (mode & GROUP) !== 0);
  if (isOpen)
    throw new SecretFileError(
      `${path} can be read by other users (mode ${(mode & 0o777).toString(8)}). \`chmod 600 ${path}\` mends this.`,
    );
  if (uid !== own && uid !== 0)
    throw new SecretFileError(
      `${path} belongs to another user, who could replace it. Make it yours with chown.`,
    );
};

/** The text of a secret's file without the line break that editors leave. Throws SecretFileError, also for none. */
export const readSecretFile = (path: string): string => {
  checkSecretFile(path);
  const text = readFileSync(path, "utf8").trim();
  if (text === "") throw new SecretFileError(`${path} is empty.`);
  return text;
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

const readIfThere = (path: string): Buffer | undefined => {
  try {
    checkSecretFile(path);
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
};

/**
 * Reads a secret that only its owner may read, making it on first use. Whole or not there at all: a crash never
 * leaves half a key, and of two processes that start together both get the one that was first.
 * Throws a SecretFileError when others could have read it.
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
