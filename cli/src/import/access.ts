import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { equalBytes, hexToBytes } from "@arogyasync/shared/bytes";
import type { Signer } from "@arogyasync/shared/ports";
import type { Admin } from "@arogyasync/sync-server/app";
import { signerFromFile } from "@arogyasync/shared/node/node-signer";
import { orExplain, withAdmin } from "../commands/with-admin.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";

/** The service that imports: readings name their author, so it is one and the same for every import. */
export const IMPORTER = "importer";

export interface ImportAccess {
  readonly signer: Signer;
  /** 32 secret bytes of the clinic. */
  readonly importKey: Uint8Array;
}

const readImportKey = (path: string): Uint8Array => {
  const text = existsSync(path) ? readFileSync(path, "utf8").trim() : "";
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new CommandError(
      exitCodes.usage,
      "bad-import-key",
      `${path} holds no import key (64 hexadecimal digits)`,
    );
  return hexToBytes(text.toLowerCase());
};

/**
 * Makes a service known to the relay whose data folder this is; does nothing the second time. A service that an
 * administrator has closed, or a key that was withdrawn, stays so.
 */
export const registerService = async (
  admin: Admin,
  service: Parameters<Admin["addServiceKey"]>[0],
): Promise<void> => {
  const user = (await admin.listUsers()).find(({ id }) => id === service.id);
  const key = (await admin.listKeys()).find(({ publicKey }) => equalBytes(publicKey, service.publicKey));
  if (user?.isDisabled || key?.isRevoked)
    throw new CommandError(
      exitCodes.failed,
      "service-closed",
      `an administrator has closed the service ${service.id}`,
    );
  if (key === undefined || key.userId !== service.id) orExplain(await admin.addServiceKey(service));
};

const accessByDataDir = (dataDir: string | undefined, clinic: string): Promise<ImportAccess> =>
  withAdmin(dataDir, async (admin, folder) => {
    const importKey = await admin.importKey(clinic);
    if (!importKey)
      throw new CommandError(
        exitCodes.usage,
        "unknown-clinic",
        `there is no clinic ${clinic} in ${folder}; \`arogya clinic list\` shows them, \`arogya clinic add\` adds one`,
      );
    const signer = signerFromFile(join(folder, "import", "importer.pem"));
    const { publicKey } = signer;
    await registerService(admin, {
      id: IMPORTER,
      name: "Import",
      roles: ["importer"],
      clinics: ["*"],
      publicKey,
    });
    return { signer, importKey };
  });

/**
 * What an import needs: the service's key and the clinic's import key. Beside the relay both come from its data
 * folder; elsewhere from two files that an administrator handed over.
 */
export const importAccess = async (options: {
  readonly dataDir?: string | undefined;
  readonly clinic: string;
  readonly serviceKey?: string | undefined;
  readonly importKey?: string | undefined;
}): Promise<ImportAccess> => {
  const { serviceKey, importKey, dataDir, clinic } = options;
  if ((serviceKey === undefined) !== (importKey === undefined))
    throw new CommandError(
      exitCodes.usage,
      "keys-together",
      "--service-key and --import-key belong together: give both, or neither on the relay's own machine",
    );
  return serviceKey !== undefined && importKey !== undefined
    ? { signer: signerFromFile(serviceKey), importKey: readImportKey(importKey) }
    : accessByDataDir(dataDir, clinic);
};
