import { join } from "node:path";
import { argon2Hasher } from "./adapters/argon2.ts";
import { nodeRandom } from "./adapters/node-crypto.ts";
import { privateFolder } from "./adapters/private-folder.ts";
import { createSqliteAccounts } from "./adapters/sqlite/accounts.ts";
import { openDatabase } from "./adapters/sqlite/open.ts";
import { createSqliteSessions } from "./adapters/sqlite/sessions.ts";
import { systemClock } from "./adapters/system-clock.ts";
import type { AccountStore } from "./core/accounts.ts";
import { type Admin, createAdmin } from "./core/admin.ts";
import type { Enrolments } from "./core/enrolments.ts";
import { DATABASE_FILE } from "./departures.ts";
import { createEnrolling } from "./enrolling.ts";

/** What the command line does to people and devices. */
export interface OpenAdmin {
  readonly users: Admin;
  readonly accounts: AccountStore;
  readonly enrolments: Enrolments;
  close(): void;
}

/** Opens the accounts of a data directory, beside a running relay or without one. */
export const openAdmin = (dataDir: string): OpenAdmin => {
  privateFolder(dataDir);
  const db = openDatabase({ file: join(dataDir, DATABASE_FILE), synchronous: "FULL" });
  const accounts = createSqliteAccounts(db);
  const parts = { accounts, clock: systemClock, random: nodeRandom };
  return {
    accounts,
    enrolments: createEnrolling({ ...parts, db, isOpen: false }).enrolments,
    users: createAdmin({ ...parts, sessions: createSqliteSessions(db), passwords: argon2Hasher }),
    close: () => db.close(),
  };
};
