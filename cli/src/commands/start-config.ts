import { resolve } from "node:path";
import { ConfigError, isLoopbackHost, readConfig, type RelayConfig } from "@arogyasync/sync-server/config";
import { isDemoFolder } from "../demo/demo-file.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { probePort } from "../supervisor/free-port.ts";
import type { StartConfig } from "../supervisor/services.ts";

export const DEFAULT_DATA_DIR = "./data";

export type Environment = Readonly<Record<string, string | undefined>>;

export const dataDirOf = (env: Environment, asked?: string): string =>
  resolve(asked || env.DATA_DIR || DEFAULT_DATA_DIR);

/** The relay's own reading of the environment, so that both mean the same; a contradiction is one line. */
const relayConfigOf = (env: Environment): RelayConfig => {
  try {
    return readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError)
      throw new CommandError(exitCodes.cannotStart, "bad-configuration", error.message);
    throw error;
  }
};

const portProblem: Readonly<Record<string, string>> = {
  EADDRINUSE: "is already in use",
  EACCES: "may not be opened by this user",
  EADDRNOTAVAIL: "cannot be opened: this machine does not have that address",
};

/** What `start` runs with, from the environment. PORT=0 picks a free one. Throws a CommandError on what cannot be. */
export const startConfigOf = async (env: Environment, wantsDemo: boolean): Promise<StartConfig> => {
  const relay = relayConfigOf(env);
  const { host, port: asked } = relay;
  const probed = await probePort(host, asked);
  if ("code" in probed)
    throw new CommandError(
      exitCodes.cannotStart,
      "port-taken",
      `port ${asked} on ${host} ${portProblem[probed.code] ?? `cannot be opened (${probed.code})`}; ` +
        `choose another, for example PORT=${asked >= 1024 && asked < 65_000 ? asked + 1 : 8090} npm start`,
    );
  const dataDir = dataDirOf(env);
  // A newcomer signs in with the logins that the demo prints; from elsewhere nobody reaches it.
  const isOpen = !env.ENROLMENT && wantsDemo && isLoopbackHost(host) && isDemoFolder(dataDir);
  return {
    host,
    port: probed.port,
    dataDir,
    isTls: relay.tls !== undefined,
    certFile: relay.tls?.certFile,
    enrolment: isOpen ? "open" : relay.enrolment,
  };
};
