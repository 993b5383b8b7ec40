import { readFileSync, statSync } from "node:fs";

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
