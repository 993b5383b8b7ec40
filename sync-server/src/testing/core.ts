// The relay's parts one by one, for the simulator: the real core on virtual time and a disk that can be cut off.
export { createSqliteLogStore } from "../adapters/sqlite/log-store.ts";
export { openDatabase } from "../adapters/sqlite/open.ts";
export { compactTask } from "../adapters/workshop-tasks.ts";
export type { KeyRecord } from "../core/accounts.ts";
export type { Auth, Authenticated } from "../core/auth.ts";
export { Feeds } from "../core/feeds.ts";
export { createGroupCommit } from "../core/group-commit.ts";
export { type JudgeDeps, judgePush } from "../core/judge.ts";
export { flatten, unflatten } from "../core/judged.ts";
export { keyOf } from "../core/keys.ts";
export { defaultLimits } from "../core/limits.ts";
export type { LogStore } from "../core/log-store.ts";
export type { Workshop } from "../core/workshop.ts";
export type { RelayEvents } from "../events.ts";
export { bootstrapRoutes } from "../http/bootstrap.ts";
export { Sessions } from "../socket/sessions.ts";
