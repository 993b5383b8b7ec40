import { randomInt } from "node:crypto";
import { join } from "node:path";
import type { Role } from "@arogyasync/shared/authority";
import { must } from "@arogyasync/shared/result";
import type { Admin } from "@arogyasync/sync-server/app";
import { signerFromFile } from "@arogyasync/shared/node/node-signer";
import { orExplain, withAdmin } from "../commands/with-admin.ts";
import { registerService } from "../import/access.ts";
import type { Output } from "../output.ts";
import { agentFor } from "@arogyasync/shared/node/own-certificate";
import { type StartConfig, urlOf } from "../supervisor/services.ts";
import { type DemoFile, readDemo, writeDemo } from "./demo-file.ts";
import { DEMO_AUTHOR, demoClinics } from "./plan.ts";

export interface DemoLogins {
  readonly password: string;
  readonly users: readonly { readonly id: string; readonly name: string; readonly role: string }[];
}

const [phc, hospital] = demoClinics;
const demoUsers: readonly {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly roles: readonly Role[];
  readonly clinics: readonly string[];
}[] = [
  { id: "asha", name: "Asha Devi (demo)", role: "field worker", roles: ["field"], clinics: [phc.id] },
  {
    id: "nurse",
    name: "Sister Mary (demo)",
    role: "nurse, hospital",
    roles: ["hospital"],
    clinics: [hospital.id],
  },
  {
    id: "doctor",
    name: "Dr Rao (demo)",
    role: "doctor",
    roles: ["hospital"],
    clinics: [phc.id, hospital.id],
  },
  {
    id: "manager",
    name: "Imran Khan (demo)",
    role: "device manager",
    roles: ["device-manager"],
    clinics: [phc.id, hospital.id],
  },
  {
    id: "admin",
    name: "Administrator (demo)",
    role: "administrator",
    roles: ["admin"],
    clinics: [phc.id, hospital.id],
  },
];

const words = [
  "neem",
  "mango",
  "monsoon",
  "river",
  "banyan",
  "lotus",
  "peacock",
  "jasmine",
  "tamarind",
  "saffron",
];
/** Different for every installation: a demo that is opened to a network is not open to everybody. */
const newPassword = (): string =>
  `${must(words[randomInt(words.length)], "a word")}-${must(words[randomInt(words.length)], "a word")}-${randomInt(1000, 10_000)}`;

/** Clinics, logins and the service that answers for the made-up readings. */
const addAccounts = async (admin: Admin, password: string, publicKey: Uint8Array): Promise<void> => {
  const known = new Set((await admin.listClinics()).map(({ id }) => id));
  for (const clinic of demoClinics)
    if (!known.has(clinic.id)) orExplain(await admin.addClinic({ ...clinic, demo: true }));
  for (const { id, name, roles, clinics } of demoUsers)
    orExplain(await admin.addUser({ id, name, password, roles, clinics }));
  await registerService(admin, {
    id: DEMO_AUTHOR,
    name: "Demo data (made up)",
    roles: ["importer"],
    clinics: demoClinics.map(({ id }) => id),
    publicKey,
  });
};

/**
 * Fills a new data folder with the demo and gives its logins; undefined where the data is somebody's own. The relay
 * must be running.
 */
export const ensureDemo = async (config: StartConfig, output: Output): Promise<DemoLogins | undefined> => {
  const logins = ({ password }: DemoFile): DemoLogins => ({ password, users: demoUsers });
  const known = readDemo(config.dataDir);
  if (known?.isSeeded) return logins(known);
  const signer = signerFromFile(join(config.dataDir, "import", "demo.pem"));
  const prepared = await withAdmin(config.dataDir, async (admin) => {
    const isNew = (await admin.listClinics()).length === 0 && (await admin.listUsers()).length === 0;
    if (!known && !isNew) return undefined;
    const demo = known ?? { password: newPassword(), now: Date.now(), isSeeded: false };
    writeDemo(config.dataDir, demo);
    await addAccounts(admin, demo.password, signer.publicKey);
    return { demo, importKey: must(await admin.importKey(phc.id), "a clinic has an import key") };
  });
  if (!prepared) return undefined;
  const { demo, importKey } = prepared;
  output.line("Filling the new data folder with a demo (made-up patients)…");
  const { seedDemo } = await import("./seed-demo.ts");
  const agent = config.certFile === undefined ? undefined : agentFor(config.certFile);
  await seedDemo({ relayUrl: urlOf(config), signer, agent, importKey, now: demo.now });
  writeDemo(config.dataDir, { ...demo, isSeeded: true });
  return logins(demo);
};
