import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError, exitCodes } from "../exit-codes.ts";
import type { Service } from "./service.ts";

export interface StartConfig {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly isTls: boolean;
  /** The certificate that the relay answers with, where it speaks TLS. */
  readonly certFile?: string | undefined;
  /** Whether a new device needs a code; what the environment says, unless this is a demo for this machine alone. */
  readonly enrolment: "code" | "open";
}

/** The repository's root: the nearest folder above that has the relay, from the sources as from the bundle. */
const findRoot = (folder: string): string => {
  const parent = dirname(folder);
  return existsSync(join(folder, "sync-server")) || parent === folder ? folder : findRoot(parent);
};
const rootDir = findRoot(dirname(fileURLToPath(import.meta.url)));

const bundle = (workspace: string, name: string): string => {
  const path = join(rootDir, workspace, "dist", `${name}.js`);
  if (!existsSync(path))
    throw new CommandError(
      exitCodes.cannotStart,
      "not-built",
      `${path} is not built: run \`npm run build\` first`,
    );
  return path;
};

/** The built app, unless the environment names another. */
const app = process.env.PUBLIC_DIR || join(rootDir, "client", "dist");

/** The module that ties a child to this process. */
export const tetherUrl = (): string => bundle("cli", "tether");

/** The address that people and health checks use; a wildcard host is reached by loopback. */
export const urlOf = ({ host, port, isTls }: Pick<StartConfig, "host" | "port" | "isTls">): string => {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const name = reachable.includes(":") ? `[${reachable}]` : reachable;
  return `${isTls ? "https" : "http"}://${name}:${port}`;
};

/** Every service of this installation, in the order in which they are started. The last one started stops first. */
export const servicesOf = (config: StartConfig): readonly Service[] => [
  {
    name: "relay",
    entry: bundle("sync-server", "main"),
    env: {
      HOST: config.host,
      PORT: String(config.port),
      DATA_DIR: config.dataDir,
      ENROLMENT: config.enrolment,
      NODE_ENV: "production",
      ...(existsSync(app) ? { PUBLIC_DIR: app } : {}),
    },
    readyUrl: `${urlOf(config)}/readyz`,
    logFile: join(config.dataDir, "logs", "relay.log"),
  },
];
