import { join } from "node:path";
import type { Clock, Log, Random } from "@arogyasync/shared/ports";
import { createHeadFile } from "./adapters/head-file.ts";
import { createSqliteReviews } from "./adapters/sqlite/access-reviews.ts";
import { createSqlitePatientFinder } from "./adapters/sqlite/patient-finder.ts";
import { createSqliteAccessStore } from "./adapters/sqlite/access-store.ts";
import type { Db } from "./adapters/sqlite/open.ts";
import { type AccessLog, createAccessLog } from "./core/access-log.ts";
import type { AccessStore } from "./core/access-store.ts";
import type { AccountStore } from "./core/accounts.ts";
import { type Deliver, Deliveries } from "./core/deliveries.ts";
import { createEmergency } from "./core/emergency.ts";
import type { LogStore } from "./core/log-store.ts";
import { accessApi } from "./http/api/access.ts";
import { emergencyApi } from "./http/api/emergency.ts";
import type { Serve } from "./http/api/serve.ts";

export const ACCESS_HEAD_FILE = "access-log.head";

/** Who reads what, and what a patient allowed: the part of the relay that answers for it. */
export interface Traces {
  readonly accessLog: AccessLog;
  readonly accessStore: AccessStore;
  readonly deliver: Deliver;
  /** Adds its questions to the API. */
  serve(serve: Serve): void;
}

export const createTraces = (deps: {
  readonly db: Db;
  readonly dataDir: string;
  readonly store: LogStore;
  readonly accounts: AccountStore;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Resolves when the projections have everything committed. */
  readonly catchUp: () => Promise<void>;
}): Traces => {
  const { db, store, accounts, verify, clock } = deps;
  const accessStore = createSqliteAccessStore(db);
  const accessLog = createAccessLog({
    ...deps,
    store: accessStore,
    heads: createHeadFile(join(deps.dataDir, ACCESS_HEAD_FILE)),
  });
  const deliveries = new Deliveries(accessLog, clock);
  return {
    accessLog,
    accessStore,
    deliver: (reader, docs, purpose) => deliveries.note(reader, docs, purpose),
    serve(serve) {
      const reviews = createSqliteReviews(db);
      accessApi(serve, { log: accessLog, store: accessStore, accounts, docs: store, verify, reviews, clock });
      const finder = createSqlitePatientFinder(db);
      emergencyApi(serve, createEmergency({ ...deps, finder, accessLog, accessStore }));
    },
  };
};
