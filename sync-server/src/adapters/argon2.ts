import { hash, verify } from "@node-rs/argon2";
import type { PasswordHasher } from "../core/passwords.ts";

// OWASP's floor for Argon2id (this library's default algorithm): 19 MiB, two passes, one lane, about 130 ms here.
const options = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

export const argon2Hasher: PasswordHasher = {
  hash: (password) => hash(password, options),
  verify: async (stored, password) => {
    try {
      return await verify(stored, password);
    } catch {
      return false;
    }
  },
};
