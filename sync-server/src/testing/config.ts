import type { RelayConfig } from "../config.ts";
import type { PasswordHasher } from "../core/passwords.ts";
import { defaultLimits, type RelayLimits } from "../core/limits.ts";

/** A relay for a test: loopback, a free port, quiet; any device may sign in. */
export const testConfig = (dataDir: string, limits: Partial<RelayLimits> = {}): RelayConfig => ({
  host: "127.0.0.1",
  port: 0,
  dataDir,
  tls: undefined,
  publicDir: undefined,
  allowedOrigins: [],
  trustedProxies: [],
  metricsToken: undefined,
  logLevel: "silent",
  enrolment: "open",
  workers: 1,
  limits: { ...defaultLimits, compactIdleMs: 50, loginsPerMinute: 1_000, ...limits },
});

/** Costs nothing; only for tests that are not about passwords. */
export const testPasswords: PasswordHasher = {
  hash: async (password) => `test:${password}`,
  verify: async (stored, password) => stored === `test:${password}`,
};
