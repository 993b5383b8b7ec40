import type { Clock, Random, Signer } from "@arogyasync/shared/ports";
import type { Hono } from "hono";
import { verifyEd25519 } from "./adapters/node-crypto.ts";
import { createSqliteGrants } from "./adapters/sqlite/grants.ts";
import type { Db } from "./adapters/sqlite/open.ts";
import { createSqliteQuarantine } from "./adapters/sqlite/quarantine.ts";
import { createSqliteRevocations } from "./adapters/sqlite/revocations.ts";
import { createQuarantineDesk, type QuarantineDesk } from "./core/accept.ts";
import type { AccessLog } from "./core/access-log.ts";
import type { AccountStore } from "./core/accounts.ts";
import type { GroupCommit } from "./core/group-commit.ts";
import { createHandInDesk, MAX_OPEN_BYTES_PER_DEVICE } from "./core/hand-in.ts";
import type { LogStore } from "./core/log-store.ts";
import { createInbox, type Inbox } from "./core/quarantine.ts";
import { createRevocations, type Revocations } from "./core/revocation.ts";
import { createSalvageGrants, type SalvageGrants } from "./core/salvage-grants.ts";
import { StandingWatch } from "./core/standing-watch.ts";
import type { Workshop } from "./core/workshop.ts";
import { quarantineApi } from "./http/api/quarantine.ts";
import { revocationsApi } from "./http/api/revocations.ts";
import type { Serve } from "./http/api/serve.ts";
import { salvageRoutes } from "./http/salvage.ts";

export { DATABASE_FILE } from "./config.ts";

export interface Departures {
  readonly revocations: Revocations;
  readonly salvage: SalvageGrants;
  readonly inbox: Inbox;
  readonly decide: QuarantineDesk;
  readonly routes: Hono;
  readonly watch: StandingWatch;
  /** Declares the endpoints of the administrator's inbox, and those of revocation. */
  serve(serve: Serve): void;
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
  /** Resolves when the projections have everything committed. */
  readonly catchUp: () => Promise<void>;
  readonly accessLog: Pick<AccessLog, "record">;
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
  const inbox = createInbox({ ...deps, quarantine });
  const decide = createQuarantineDesk({ ...deps, quarantine, inbox });
  return {
    serve(serve) {
      quarantineApi(serve, { inbox, decide, desk, quarantine });
      revocationsApi(serve, revocations);
    },
    revocations,
    salvage,
    inbox,
    decide,
    routes: salvageRoutes({ salvage, revocations, verify, clock }),
    watch: new StandingWatch({
      ...deps,
      standingVersion: () => store.standingVersion(),
      foreignVersion: () => db.pragma("data_version", { simple: true }) as number,
    }),
  };
};
