import { init } from "./001-init.ts";
<<<<<<< HEAD
import { quarantine } from "./quarantine.ts";

/** In order; the schema version is the number of steps applied. */
export const migrations: readonly string[] = [init, quarantine];
=======
import { accessLog } from "./access-log.ts";

/** In order; the schema version is the number of steps applied. */
export const migrations: readonly string[] = [init, accessLog];
>>>>>>> ccef84b (Access log: chained, verified, handed in by devices, deliveries logged before they go)
