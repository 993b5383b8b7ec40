import { existsSync } from "node:fs";
import { isIP } from "node:net";
import * as z from "zod";
import { checkSecretFile, readSecretFile, SecretFileError } from "@arogyasync/shared/node/secret-file";
import { defaultLimits, type RelayLimits } from "./core/limits.ts";

export { checkSecretFile, readSecretFile, SecretFileError } from "@arogyasync/shared/node/secret-file";

export interface RelayConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** The built PWA; undefined serves none. */
  readonly publicDir: string | undefined;
  readonly allowedOrigins: readonly string[];
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Shown to callers from elsewhere who know it; without it metrics are shown on this machine only. */
  readonly metricsToken: string | undefined;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  /** Whether a device that nobody enrolled needs a code. [ID36] */
  readonly enrolment: "code" | "open";
  readonly workers: number;
  readonly limits: RelayLimits;
}

/** The relay's database in its data folder. */
export const DATABASE_FILE = "relay.sqlite";

/** Of a token that nobody guesses; 16 random bytes in hexadecimal have 32. */
const MIN_METRICS_TOKEN = 32;

/** The settings contradict each other or make no sense; the message says which. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** A secret's file that others can read is a setting that makes no sense. */
const secretOf = <T>(name: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof SecretFileError) throw new ConfigError(`${name}: ${error.message}`);
    throw error;
  }
};

const envSchema = z.object({
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  DATA_DIR: z.string().min(1).default("./data"),
  TLS_CERT: z.string().min(1).optional(),
  TLS_KEY: z.string().min(1).optional(),
  PUBLIC_DIR: z.string().min(1).optional(),
  ALLOWED_ORIGINS: z.string().default(""),
  TRUSTED_PROXIES: z.string().default(""),
  METRICS_TOKEN_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  ENROLMENT: z.enum(["code", "open"]).default("code"),
  ALLOW_OPEN_ENROLMENT: z.enum(["yes", "no"]).default("no"),
  RELAY_WORKERS: z.coerce.number().int().min(1).max(16).default(2),
  RELAY_MAX_CONNECTIONS: z.coerce.number().int().min(1).default(defaultLimits.maxConnections),
  RELAY_LOGINS_PER_MINUTE: z.coerce.number().int().min(1).default(defaultLimits.loginsPerMinute),
});

/** Whether only this machine reaches a relay that listens there. */
export const isLoopbackHost = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);

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
  for (const name of ["TLS_CERT", "TLS_KEY", "PUBLIC_DIR", "METRICS_TOKEN_FILE"] as const) {
    const path = e[name];
    if (path !== undefined && !existsSync(path))
      throw new ConfigError(`${name}: there is nothing at ${path}.`);
  }
  if (e.ENROLMENT === "open" && !isLoopbackHost(e.HOST) && e.ALLOW_OPEN_ENROLMENT === "no")
    throw new ConfigError(
      `ENROLMENT=open lets in any device that knows a password, and HOST=${e.HOST} is reached from elsewhere. ` +
        "Leave ENROLMENT out, or say ALLOW_OPEN_ENROLMENT=yes as well.",
    );
  const { TLS_KEY, METRICS_TOKEN_FILE } = e;
  if (TLS_KEY !== undefined) secretOf("TLS_KEY", () => checkSecretFile(TLS_KEY));
  const metricsToken =
    METRICS_TOKEN_FILE === undefined
      ? undefined
      : secretOf("METRICS_TOKEN_FILE", () => readSecretFile(METRICS_TOKEN_FILE));
  if (metricsToken !== undefined && metricsToken.length < MIN_METRICS_TOKEN)
    throw new ConfigError(`METRICS_TOKEN_FILE: a token has at least ${MIN_METRICS_TOKEN} characters.`);
  const listOf = (text: string): string[] =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  const allowedOrigins = listOf(e.ALLOWED_ORIGINS);
  const trustedProxies = listOf(e.TRUSTED_PROXIES);
  for (const proxy of trustedProxies)
    if (isIP(proxy) === 0)
      throw new ConfigError(`TRUSTED_PROXIES: ${proxy} is not an address such as 127.0.0.1.`);
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
    trustedProxies,
    metricsToken,
    logLevel: e.LOG_LEVEL,
    enrolment: e.ENROLMENT,
    workers: e.RELAY_WORKERS,
    limits: {
      ...defaultLimits,
      maxConnections: e.RELAY_MAX_CONNECTIONS,
      loginsPerMinute: e.RELAY_LOGINS_PER_MINUTE,
    },
  };
};
