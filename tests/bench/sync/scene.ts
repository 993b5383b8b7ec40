import { join } from "node:path";
import { bytesToHex } from "@arogyasync/shared/bytes";
import { freshSigner } from "@arogyasync/cli/testing";
import type { Signer } from "@arogyasync/shared/ports";
import { spawnTs } from "../lib/child.ts";
import type { Sizes } from "./sizes.ts";
import { type MadeWork, type MakerTask, readWork } from "./workload.ts";

export const CLINIC = "phc-1";

export interface Device {
  readonly author: string;
  readonly signer: Signer;
  readonly work: MadeWork;
}
/** The same documents for every side: one device with many, and many devices with a few each. */
export interface Scene {
  readonly one: Device;
  readonly many: readonly Device[];
  readonly oneFile: string;
  readonly manyFile: string;
  readonly nowMs: number;
  readonly sizes: Sizes;
}

const make = async (task: MakerTask): Promise<MadeWork[]> => {
  const child = await spawnTs(new URL("./maker.ts", import.meta.url), task);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error("the benchmark's documents could not be made");
  return readWork(task.file);
};

export const makeScene = async (folder: string, sizes: Sizes): Promise<Scene> => {
  const nowMs = Date.now();
  const people = (count: number, name: string) =>
    Array.from({ length: count }, (_, n) => ({ author: `${name}-${n}`, signer: freshSigner() }));
  const ordered = (author: string, signer: Signer, patients: number, readingsEach: number) => ({
    author,
    publicKey: bytesToHex(signer.publicKey),
    patients,
    readingsEach,
  });
  const ones = people(1, "one");
  const many = people(sizes.clients, "many");
  const oneFile = join(folder, "one.cbor");
  const manyFile = join(folder, "many.cbor");
  const common = { nowMs, clinic: CLINIC };
  const oneOrders = ones.map((p) => ordered(p.author, p.signer, sizes.docs, sizes.readingsEach));
  const manyOrders = many.map((p) =>
    ordered(p.author, p.signer, sizes.docsPerClient, sizes.readingsPerClientDoc),
  );
  const [oneWork, manyWork] = await Promise.all([
    make({ ...common, file: oneFile, seed: 1, orders: oneOrders }),
    make({ ...common, file: manyFile, seed: 2, orders: manyOrders }),
  ]);
  const devices = (owners: typeof ones, work: readonly MadeWork[]): Device[] =>
    owners.map((owner, n) => ({ ...owner, work: work[n] as MadeWork }));
  return {
    one: devices(ones, oneWork)[0] as Device,
    many: devices(many, manyWork),
    oneFile,
    manyFile,
    nowMs,
    sizes,
  };
};

export const headsOf = (devices: readonly Device[]): Record<string, string> =>
  Object.fromEntries(devices.flatMap(({ work }) => work.docs.map(({ id, head }) => [id, head])));
