import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRelay, type Relay, type RelayConfig, type RelayOverrides } from "@arogyasync/sync-server/app";
import { ChangeMaker, login, RawClient, testConfig, testPasswords } from "@arogyasync/sync-server/testing";

export const MEASURED_AT = Date.UTC(2026, 10, 20, 6);
export const PASSWORD = "password-1";

type Limits = Parameters<typeof testConfig>[1];

/** One relay with two clinics and people in them, and bare protocol clients for them. */
export const createWorld = async (
  overrides: RelayOverrides = {},
  limits: Limits = {},
  config: Partial<RelayConfig> = {},
) => {
  const dir = mkdtempSync(join(tmpdir(), "relay-"));
  const start = (given = overrides): Promise<Relay> =>
    createRelay({ ...testConfig(dir, limits), ...config }, { passwords: testPasswords, ...given });
  let relay = await start();
  for (const id of ["rampur", "sitapur"]) await relay.users.addClinic({ id, name: id });
  const addUser = async (
    id: string,
    role: "field" | "hospital" | "admin" | "auditor" | "device-manager",
    clinics = ["rampur"],
  ) => {
    const added = await relay.users.addUser({ id, name: id, password: PASSWORD, roles: [role], clinics });
    if (!added.ok) throw new Error(added.error);
    return new ChangeMaker(id);
  };
  const connect = async (maker: ChangeMaker, device = `device-${maker.user}`) => {
    const session = await login(relay.url, maker.keys, maker.user, PASSWORD, device);
    return { session, ...(await RawClient.connect(relay.url, session, device)) };
  };
  return {
    dir,
    relay: () => relay,
    addUser,
    connect,
    restart: async (given?: RelayOverrides) => {
      await relay.close();
      relay = await start(given);
    },
    close: async () => {
      await relay.close();
      rmSync(dir, { recursive: true });
    },
  };
};
export type World = Awaited<ReturnType<typeof createWorld>>;
