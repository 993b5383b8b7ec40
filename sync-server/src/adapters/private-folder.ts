import { chmodSync, mkdirSync, statSync } from "node:fs";

/** Everything but reading, writing and searching by its owner and group. */
const OTHERS = 0o007;

/**
 * Makes a folder that other users cannot look into, or closes one that they could. True when it had to be closed:
 * patient data may have been read meanwhile, which somebody should know.
 */
export const privateFolder = (path: string): boolean => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { mode } = statSync(path);
  if (process.platform === "win32" || (mode & OTHERS) === 0) return false;
  chmodSync(path, mode & 0o770);
  return true;
};
