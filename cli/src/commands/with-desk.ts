import type { Principal } from "@arogyasync/shared/authority";
import type { OpenDesk } from "@arogyasync/sync-server/app";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { dataDirOf } from "./start-config.ts";

export const asOption = ["--as <admin>", "the administrator in whose name this is done"] as const;

/**
 * Runs work of an administrator on the quarantine of a data folder and closes it. A relay that runs on the same folder
 * notices within a second. Every decision is written down with this administrator's name.
 */
export const withDesk = async <T>(
  options: { readonly dataDir?: string; readonly as: string },
  work: (desk: OpenDesk, by: Principal) => Promise<T>,
): Promise<T> => {
  await import("@arogyasync/shared/node/node-automerge");
  const { openDesk } = await import("@arogyasync/sync-server/app");
  const folder = dataDirOf(process.env, options.dataDir);
  let desk: OpenDesk;
  try {
    desk = await openDesk(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(exitCodes.cannotStart, "data-dir-unusable", `${folder} cannot be used: ${why}`);
  }
  try {
    const by = await desk.administrator(options.as);
    if (!by)
      throw new CommandError(
        exitCodes.usage,
        "unknown-user",
        `${options.as} is no administrator; \`arogya user list\` shows who is`,
      );
    return await work(desk, by);
  } finally {
    await desk.close();
  }
};
