import { bytesToUtf8, utf8ToBytes } from "@arogyasync/shared/bytes";
import type { ReplicaStore } from "@arogyasync/shared/ports";
import { CommandError, exitCodes } from "../exit-codes.ts";
import { FORMAT } from "../core/challenge2019/readings.ts";

const KEY = ["~import", FORMAT, "base-date"];
const day = (epochMs: number): string => new Date(epochMs).toISOString();

/** Holds a clinic to one base date: with another, every reading would be a new one and all would stand there twice. */
export const keepBaseDate = async (store: ReplicaStore, baseDateMs: number): Promise<void> => {
  const known = await store.get(KEY);
  if (known === undefined) {
    await store.transact([{ type: "put", key: KEY, value: utf8ToBytes(day(baseDateMs)) }], "strict");
    return;
  }
  const before = bytesToUtf8(known);
  if (before === day(baseDateMs)) return;
  await store.close();
  throw new CommandError(
    exitCodes.usage,
    "other-base-date",
    `these stays were imported into this clinic with --base-date ${before}; with another date every reading would be there twice`,
  );
};
