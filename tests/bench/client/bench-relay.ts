import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { testConfig } from "@arogyasync/sync-server/testing";
import { fillRelay } from "./fill-relay.ts";

const CLINIC = "phc-bench";
export const USER = "asha";
export const PASSWORD = "only-for-this-bench";

/** The relay over its data folder, serving this build. */
export const openRelay = (dataDir: string, publicDir: string): Promise<Relay> =>
  createRelay({ ...testConfig(dataDir), workers: 2, publicDir });

/** One clinic, one field worker, and the patients: takes minutes for ten thousand. */
export const fillNewRelay = async (
  relay: Relay,
  patients: number,
  say: (line: string) => void,
): Promise<void> => {
  await relay.users.addClinic({ id: CLINIC, name: "PHC Bench", demo: true });
  const added = await relay.users.addUser({
    id: USER,
    name: "Asha (bench)",
    password: PASSWORD,
    roles: ["field"],
    clinics: [CLINIC],
  });
  if (!added.ok) throw new Error(added.error);
  say(`filling a relay with ${patients} patients`);
  const filledFrom = performance.now();
  await fillRelay(relay, CLINIC, patients, say);
  say(`  filled in ${((performance.now() - filledFrom) / 1000).toFixed(0)} s; compacting`);
  await relay.compactNow();
};
