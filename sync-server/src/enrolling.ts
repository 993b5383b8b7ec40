import type { Clock, Random } from "@arogyasync/shared/ports";
import { verifyEd25519 } from "./adapters/node-crypto.ts";
import { createSqliteEnrolments } from "./adapters/sqlite/enrolments.ts";
import type { Db } from "./adapters/sqlite/open.ts";
import type { AccountStore } from "./core/accounts.ts";
import { createEnrolments, type Enrolments } from "./core/enrolments.ts";
import { createRegistrar, type Registrar } from "./core/registrar.ts";
import { enrolmentsApi } from "./http/api/enrolments.ts";
import type { Serve } from "./http/api/serve.ts";

export interface Enrolling {
  readonly registrar: Registrar;
  readonly enrolments: Enrolments;
  /** Declares the endpoints of codes and devices. */
  serve(serve: Serve): void;
}

/** Everything about letting devices in. */
export const createEnrolling = (deps: {
  readonly db: Db;
  readonly accounts: AccountStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly isOpen: boolean;
}): Enrolling => {
  const { accounts, clock } = deps;
  const store = createSqliteEnrolments(deps.db);
  const enrolments = createEnrolments({ ...deps, store });
  return {
    registrar: createRegistrar({ ...deps, store, verify: verifyEd25519 }),
    enrolments,
    serve: (serve) => enrolmentsApi(serve, { enrolments, store, accounts, clock }),
  };
};
