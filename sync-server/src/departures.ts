import type { Clock, Random, Signer } from "@arogyasync/shared/ports";
import type { Hono } from "hono";
import { verifyEd25519 } from "./adapters/node-crypto.ts";
import { createSqliteGrants } from "./adapters/sqlite/grants.ts";
import type { Db } from "./adapters/sqlite/open.ts";
import { createSqliteQuarantine } from "./adapters/sqlite/quarantine.ts";
import { createSqliteRevocations } from "./adapters/sqlite/revocations.ts";
import type { AccountStore } from "./core/accounts.ts";
import type { GroupCommit } from "./core/group-commit.ts";
import { createHandInDesk, type HandInDesk, MAX_OPEN_BYTES_PER_DEVICE } from "./core/hand-in.ts";
import type { LogStore } from "./core/log-store.ts";
import type { QuarantineStore } from "./core/quarantine-store.ts";
import { createRevocations, type Revocations } from "./core/revocation.ts";
import { createSalvageGrants, type SalvageGrants } from "./core/salvage-grants.ts";
import { StandingWatch } from "./core/standing-watch.ts";
import type { Workshop } from "./core/workshop.ts";
import { salvageRoutes } from "./http/salvage.ts";

export interface Departures {
  readonly revocations: Revocations;
  readonly salvage: SalvageGrants;
  readonly desk: HandInDesk;
  readonly quarantine: QuarantineStore;
  readonly routes: Hono;
  readonly watch: StandingWatch;
}

/** Everything about people and devices that go: ending what they may do, taking in what they still hold. */
export const createDepartures = (deps: {
  readonly db: Db;
  readonly accounts: AccountStore;
  readonly store: LogStore;
  readonly workshop: Workshop;
  readonly commits: GroupCommit;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: Random;
  readonly epoch: () => Uint8Array;
  readonly onStanding: () => Promise<void>;
  readonly onForeign: () => void;
  readonly onError: (error: unknown) => void;
}): Departures => {
  const { db, accounts, clock } = deps;
  const verify = verifyEd25519;
  const quarantine = createSqliteQuarantine(db);
  const store = createSqliteRevocations(db);
  const desk = createHandInDesk({
    ...deps,
    quarantine,
    maxOpenBytesPerDevice: MAX_OPEN_BYTES_PER_DEVICE,
  });
  const salvage = createSalvageGrants({ ...deps, grants: createSqliteGrants(db), desk, verify });
  const revocations = createRevocations({ accounts, store, verify, clock });
  return {
    revocations,
    salvage,
    desk,
    quarantine,
    routes: salvageRoutes({ salvage, revocations, verify, clock }),
    watch: new StandingWatch({
      ...deps,
      standingVersion: () => store.standingVersion(),
      foreignVersion: () => db.pragma("data_version", { simple: true }) as number,
    }),
  };
};
