import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRelay, type Relay, type RelayConfig } from "@arogyasync/sync-server/app";
import { testConfig } from "@arogyasync/sync-server/testing";
import { type Device, openDevice } from "./browser.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

export const PASSWORD = "only-for-this-test";
export const CLINIC = "phc-test";
/** Another one, whose people see nothing of the first. */
export const FAR_CLINIC = "chc-far";

/** One device of the story: its own Chromium, its own profile on disk, its own cuttable network. */
export interface Seat {
  readonly origin: string;
  readonly network: TcpProxy;
  /** The browser's folder on the disk. */
  readonly profile: string;
  device: Device;
  /** Opens the browser again on the same profile (after a kill or a close). */
  reopen(): Promise<Device>;
}

export interface World extends AsyncDisposable {
  readonly relay: Relay;
  /** The relay's data folder. */
  readonly dataDir: string;
  seat(name: string, viewport: { width: number; height: number }, flags?: readonly string[]): Promise<Seat>;
}

/** A relay with one clinic, two field workers, a nurse and an administrator, serving the given build of the app. */
export const createWorld = async (publicDir: string, config: Partial<RelayConfig> = {}): Promise<World> => {
  const root = mkdtempSync(join(tmpdir(), "arogya-e2e-"));
  const relay = await createRelay({ ...testConfig(join(root, "relay")), ...config, publicDir });
  await relay.users.addClinic({ id: CLINIC, name: "PHC Test", demo: true });
  await relay.users.addClinic({ id: FAR_CLINIC, name: "CHC Far (test)", demo: true });
  for (const [id, name, role, clinic = CLINIC] of [
    ["asha", "Asha (test)", "field"],
    ["ravi", "Ravi (test)", "field"],
    ["nurse", "Nurse (test)", "hospital"],
    ["meera", "Meera (test)", "admin"],
    ["farah", "Dr Farah (test)", "hospital", FAR_CLINIC],
  ] as const) {
    const added = await relay.users.addUser({
      id,
      name,
      password: PASSWORD,
      roles: [role],
      clinics: [clinic],
    });
    if (!added.ok) throw new Error(added.error);
  }
  const seats: Seat[] = [];
  return {
    relay,
    dataDir: join(root, "relay"),
    async seat(name, viewport, flags) {
      const network = await startTcpProxy(relay.port);
      const profile = join(root, name);
      const seat: Seat = {
        origin: network.origin,
        network,
        profile,
        device: await openDevice(profile, viewport, flags),
        async reopen() {
          seat.device = await openDevice(profile, viewport, flags);
          return seat.device;
        },
      };
      seats.push(seat);
      return seat;
    },
    async [Symbol.asyncDispose]() {
      for (const seat of seats) {
        await seat.device.close();
        await seat.network.close();
      }
      await relay.close();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
