import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Principal } from "@arogyasync/shared/authority";
import { useSha256 } from "@arogyasync/shared/bytes";
import { silentLog } from "@arogyasync/shared/ports";
import { createInlineWorkshop } from "./adapters/inline-workshop.ts";
import { KeyRing } from "./adapters/key-ring.ts";
import { nodeRandom, nodeSha256 } from "./adapters/node-crypto.ts";
import { createSqliteAccounts } from "./adapters/sqlite/accounts.ts";
import { createSqliteLogStore } from "./adapters/sqlite/log-store.ts";
import { openDatabase } from "./adapters/sqlite/open.ts";
import { createSqliteProjections } from "./adapters/sqlite/projections.ts";
import { systemClock } from "./adapters/system-clock.ts";
import type { QuarantineDesk } from "./core/accept.ts";
import { principalOf } from "./core/accounts.ts";
import { createGroupCommit } from "./core/group-commit.ts";
import { defaultLimits } from "./core/limits.ts";
import { Projector } from "./core/projector.ts";
import type { Inbox } from "./core/quarantine.ts";
import type { Erasures } from "./core/erasure.ts";
import type { Revocations } from "./core/revocation.ts";
import { createDepartures, DATABASE_FILE } from "./departures.ts";
import { createErasing } from "./erasing.ts";
import { createTraces } from "./traces.ts";
import { verifyEd25519 } from "./adapters/node-crypto.ts";

/** What an administrator decides, on a data folder: beside a running relay, or without one. */
export interface OpenDesk {
  readonly inbox: Inbox;
  readonly decide: QuarantineDesk;
  readonly revocations: Revocations;
  readonly erasures: Erasures;
  /** The person in whose name it is done; undefined when there is no such administrator. */
  administrator(id: string): Promise<Principal | undefined>;
  close(): Promise<void>;
}

/**
 * Opens the quarantine of a data folder for the command line. A relay that runs on it notices: it wakes whoever
 * follows, and ends the connections of whoever is out. Throws DataDirError.
 */
export const openDesk = async (dataDir: string): Promise<OpenDesk> => {
  useSha256(nodeSha256);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const db = openDatabase({ file: join(dataDir, DATABASE_FILE), synchronous: "FULL" });
  const store = createSqliteLogStore(db, () => nodeRandom.bytes(16));
  const accounts = createSqliteAccounts(db);
  const workshop = createInlineWorkshop();
  const clock = systemClock;
  const projections = createSqliteProjections(db);
  const projector = new Projector({ store, projections, workshop, clock, log: silentLog });
  const epochBytes = await store.epoch();
  const fail = (error: unknown): never => {
    throw error;
  };
  const commits = createGroupCommit(
    { store, clock, onCommitted: () => {}, onBug: fail },
    { windowMs: 0, maxChanges: defaultLimits.commitMaxChanges },
  );
  const { accessLog } = createTraces({
    db,
    dataDir,
    store,
    accounts,
    verify: verifyEd25519,
    clock,
    random: nodeRandom,
    log: silentLog,
    catchUp: () => projector.catchUp(),
  });
  const { inbox, decide, revocations } = createDepartures({
    db,
    accessLog,
    accounts,
    store,
    workshop,
    commits,
    signer: new KeyRing(dataDir, () => clock.now()).receipts,
    clock,
    random: nodeRandom,
    epoch: () => epochBytes,
    catchUp: () => projector.catchUp(),
    onStanding: async () => {},
    onForeign: () => {},
    onError: fail,
  });
  const erasures = createErasing({
    db,
    dataDir,
    store,
    accounts,
    accessLog,
    catchUp: () => projector.catchUp(),
    onErased: () => {},
    clock,
    log: silentLog,
  });
  return {
    inbox,
    decide,
    revocations,
    erasures,
    async administrator(id) {
      const user = await accounts.findUser(id);
      return user && !user.isDisabled && user.roles.includes("admin") ? principalOf(user) : undefined;
    },
    async close() {
      await projector.stop();
      await accessLog.close();
      await store.close();
    },
  };
};
