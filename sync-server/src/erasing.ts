import { join } from "node:path";
import type { Clock, Log, Random } from "@arogyasync/shared/ports";
import { createErasureJournal } from "./adapters/erasure-journal.ts";
import { verifyEd25519 } from "./adapters/node-crypto.ts";
import { createSqliteErasures } from "./adapters/sqlite/erasures.ts";
import type { Db } from "./adapters/sqlite/open.ts";
import type { AccessLog } from "./core/access-log.ts";
import type { AccountStore } from "./core/accounts.ts";
import { createErasures, type Erasures, reapplyErasures } from "./core/erasure.ts";
import type { LogStore } from "./core/log-store.ts";

/** Beside the database and never part of a restore: what was erased stays erased whichever copy is put back. */
export const ERASURE_JOURNAL_FILE = "erasures.log";

/** Erases again what an older copy of the database brings back. Before anything is read from it. [TR33] */
export const openErased = async (deps: {
  readonly db: Db;
  readonly dataDir: string;
  readonly store: LogStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}): Promise<void> =>
  reapplyErasures({
    ...deps,
    erasures: createSqliteErasures(deps.db),
    journal: createErasureJournal(join(deps.dataDir, ERASURE_JOURNAL_FILE)),
  });

/** Erasure by law, on a data folder. */
export const createErasing = (deps: {
  readonly db: Db;
  readonly dataDir: string;
  readonly store: LogStore;
  readonly accounts: AccountStore;
  readonly accessLog: AccessLog;
  readonly catchUp: () => Promise<void>;
  readonly onErased: () => void;
  readonly clock: Clock;
  readonly log: Log;
}): Erasures =>
  createErasures({
    ...deps,
    erasures: createSqliteErasures(deps.db),
    journal: createErasureJournal(join(deps.dataDir, ERASURE_JOURNAL_FILE)),
    verify: verifyEd25519,
  });
