import { existsSync, readFileSync } from "node:fs";
import { checkSecretFile, readSecretFile, SecretFileError } from "@arogyasync/shared/node/secret-file";
import { CLINIC_ID } from "@arogyasync/shared/records";
import * as z from "zod";
import { readSensors, type SensorsFile } from "./core/registry.ts";

export interface EdgeConfig {
  /** Of the status page, health and metrics; loopback. */
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly relayUrl: string;
  /** The relay's own certificate, where it is of this machine and speaks TLS. */
  readonly relayCertFile: string | undefined;
  readonly clinics: readonly string[];
  readonly mqtt:
    | { readonly kind: "embedded"; readonly host: string; readonly port: number }
    | {
        readonly kind: "external";
        readonly url: string;
        readonly username: string | undefined;
        readonly password: string | undefined;
        readonly ca: Buffer | undefined;
      };
  readonly hl7: { readonly host: string; readonly port: number } | undefined;
  readonly sensors: SensorsFile | undefined;
  readonly graceMs: number;
  readonly ringBytes: number;
  readonly ringMs: number;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
}

/** The settings contradict each other or make no sense; the message says which. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const port = z.coerce.number().int().min(0).max(65_535);
const envSchema = z.object({
  EDGE_HOST: z.string().min(1).default("127.0.0.1"),
  PORT: port.default(8083),
  DATA_DIR: z.string().min(1).default("./data"),
  RELAY_URL: z.url({ protocol: /^https?$/ }).default("http://127.0.0.1:8080"),
  RELAY_CERT: z.string().min(1).optional(),
  EDGE_CLINICS: z.string().default("*"),
  MQTT_HOST: z.string().min(1).default("127.0.0.1"),
  MQTT_PORT: port.optional(),
  MQTT_URL: z.url({ protocol: /^mqtts?$/ }).optional(),
  MQTT_USER: z.string().min(1).optional(),
  MQTT_PASSWORD_FILE: z.string().min(1).optional(),
  MQTT_CA: z.string().min(1).optional(),
  HL7_HOST: z.string().min(1).default("127.0.0.1"),
  HL7_PORT: port.optional(),
  EDGE_SENSORS: z.string().min(1).optional(),
  EDGE_GRACE_S: z.coerce.number().int().min(1).max(3_600).default(15),
  EDGE_RING_MB: z.coerce.number().int().min(16).max(1_000_000).default(1_024),
  EDGE_RING_HOURS: z.coerce
    .number()
    .int()
    .min(24)
    .max(24 * 365)
    .default(72),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
});

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);

const needFile = (name: string, path: string | undefined): void => {
  if (path !== undefined && !existsSync(path)) throw new ConfigError(`${name}: there is nothing at ${path}.`);
};

const withSecret = <T>(name: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof SecretFileError) throw new ConfigError(`${name}: ${error.message}`);
    throw error;
  }
};

const sensorsOf = (path: string | undefined): SensorsFile | undefined => {
  if (path === undefined) return undefined;
  withSecret("EDGE_SENSORS", () => checkSecretFile(path));
  const read = readSensors(readFileSync(path, "utf8"));
  if (!read.ok) throw new ConfigError(`EDGE_SENSORS: ${path} ${read.error}.`);
  return read.value;
};

/** Reads and checks the environment. Throws ConfigError with one sentence a person can act on. */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): EdgeConfig => {
  const given = Object.fromEntries(Object.entries(env).filter(([, v]) => v !== undefined && v !== ""));
  const parsed = envSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join(".") ?? "environment"}: ${issue?.message ?? "is not valid"}`);
  }
  const e = parsed.data;
  for (const name of ["RELAY_CERT", "MQTT_PASSWORD_FILE", "MQTT_CA", "EDGE_SENSORS"] as const)
    needFile(name, e[name]);
  if (!isLoopback(e.EDGE_HOST))
    throw new ConfigError("EDGE_HOST: the status page is for this machine; use a loopback address.");
  const sensors = sensorsOf(e.EDGE_SENSORS);
  const { MQTT_PASSWORD_FILE: passwordFile } = e;
  if (e.MQTT_URL === undefined && (e.MQTT_USER ?? passwordFile ?? e.MQTT_CA) !== undefined)
    throw new ConfigError("MQTT_USER, MQTT_PASSWORD_FILE and MQTT_CA belong to MQTT_URL: set it as well.");
  if (e.MQTT_URL !== undefined && e.MQTT_PORT !== undefined)
    throw new ConfigError(
      "MQTT_URL names a broker that is there, MQTT_PORT opens one here: set one of them.",
    );
  if (e.MQTT_URL === undefined && !isLoopback(e.MQTT_HOST) && !sensors)
    throw new ConfigError(
      `MQTT_HOST=${e.MQTT_HOST} is reached from elsewhere: EDGE_SENSORS must say which sensors may sign in.`,
    );
  if (e.MQTT_URL !== undefined) {
    const url = new URL(e.MQTT_URL);
    if (url.password !== "")
      throw new ConfigError(
        "MQTT_URL: a password in an address is written down everywhere; use MQTT_PASSWORD_FILE.",
      );
    if (url.protocol === "mqtt:" && !isLoopback(url.hostname))
      throw new ConfigError("MQTT_URL: a broker elsewhere needs TLS; use mqtts://.");
  }
  if (e.HL7_PORT !== undefined && !sensors)
    throw new ConfigError("HL7_PORT: EDGE_SENSORS must name the monitors that speak HL7.");
  const clinics = e.EDGE_CLINICS.split(",").map((id) => id.trim());
  for (const id of clinics)
    if (id !== "*" && !CLINIC_ID.test(id)) throw new ConfigError(`EDGE_CLINICS: ${id} is no clinic's id.`);
  return {
    host: e.EDGE_HOST,
    port: e.PORT,
    dataDir: e.DATA_DIR,
    relayUrl: e.RELAY_URL,
    relayCertFile: e.RELAY_CERT,
    clinics,
    mqtt:
      e.MQTT_URL === undefined
        ? { kind: "embedded", host: e.MQTT_HOST, port: e.MQTT_PORT ?? 1884 }
        : {
            kind: "external",
            url: e.MQTT_URL,
            username: e.MQTT_USER,
            password: passwordFile && withSecret("MQTT_PASSWORD_FILE", () => readSecretFile(passwordFile)),
            ca: e.MQTT_CA === undefined ? undefined : readFileSync(e.MQTT_CA),
          },
    hl7: e.HL7_PORT === undefined ? undefined : { host: e.HL7_HOST, port: e.HL7_PORT },
    sensors,
    graceMs: e.EDGE_GRACE_S * 1_000,
    ringBytes: e.EDGE_RING_MB << 20,
    ringMs: e.EDGE_RING_HOURS * 3_600_000,
    logLevel: e.LOG_LEVEL,
  };
};
