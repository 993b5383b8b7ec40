import { existsSync } from "node:fs";
import * as z from "zod";
import { defaultLimits, type RelayLimits } from "./core/limits.ts";

export interface RelayConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** The built PWA; undefined serves none. */
  readonly publicDir: string | undefined;
  readonly allowedOrigins: readonly string[];
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  readonly workers: number;
  readonly limits: RelayLimits;
}

/** The settings contradict each other or make no sense; the message says which. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const envSchema = z.object({
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  DATA_DIR: z.string().min(1).default("./data"),
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  PUBLIC_DIR: z.string().min(1).optional(),
  ALLOWED_ORIGINS: z.string().default(""),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  RELAY_WORKERS: z.coerce.number().int().min(1).max(16).default(2),
  RELAY_MAX_CONNECTIONS: z.coerce.number().int().min(1).default(defaultLimits.maxConnections),
  RELAY_LOGINS_PER_MINUTE: z.coerce.number().int().min(1).default(defaultLimits.loginsPerMinute),
});

/** Reads and checks the environment. Throws ConfigError with one sentence a person can act on. */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): RelayConfig => {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join(".") ?? "environment"}: ${issue?.message ?? "is not valid"}`);
  }
  const e = parsed.data;
  if ((e.TLS_CERT === undefined) !== (e.TLS_KEY === undefined))
    throw new ConfigError("TLS_CERT and TLS_KEY belong together: set both or neither.");
  for (const name of ["TLS_CERT", "TLS_KEY", "PUBLIC_DIR"] as const) {
    const path = e[name];
    if (path !== undefined && !existsSync(path))
      throw new ConfigError(`${name}: there is nothing at ${path}.`);
  }
  const allowedOrigins = e.ALLOWED_ORIGINS.split(",")
    .map((o) => o.trim())
    .filter((o) => o !== "");
  for (const origin of allowedOrigins)
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new ConfigError(`ALLOWED_ORIGINS: ${origin} is not an origin such as https://clinic.example.`);
  return {
    host: e.HOST,
    port: e.PORT,
    dataDir: e.DATA_DIR,
    tls:
      e.TLS_CERT !== undefined && e.TLS_KEY !== undefined
        ? { certFile: e.TLS_CERT, keyFile: e.TLS_KEY }
        : undefined,
    publicDir: e.PUBLIC_DIR,
    allowedOrigins,
    logLevel: e.LOG_LEVEL,
    workers: e.RELAY_WORKERS,
    limits: {
      ...defaultLimits,
      maxConnections: e.RELAY_MAX_CONNECTIONS,
      loginsPerMinute: e.RELAY_LOGINS_PER_MINUTE,
    },
  };
};
