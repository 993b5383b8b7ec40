// A relay in a process of its own, so that tests may kill it and benchmarks may weigh it. Started by process.ts.
import { createRelay, type RelayOverrides } from "@arogyasync/sync-server/app";
import { readConfig } from "@arogyasync/sync-server/config";
import type { Role } from "@arogyasync/shared/authority";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";

export interface ChildTask {
  readonly dataDir: string;
  readonly port: number;
  readonly clinics: readonly string[];
  readonly services: readonly {
    readonly id: string;
    readonly roles: readonly Role[];
    readonly clinics: readonly string[];
    /** base64url */
    readonly publicKey: string;
  }[];
  readonly unsafe: NonNullable<RelayOverrides["unsafe"]>;
  readonly limits: Readonly<Record<string, number>>;
  readonly workers: number;
}

const task = JSON.parse(process.argv[2] ?? "") as ChildTask;
const config = readConfig({
  DATA_DIR: task.dataDir,
  PORT: String(task.port),
  LOG_LEVEL: "silent",
  ENROLMENT: "open",
});
const relay = await createRelay(
  { ...config, workers: task.workers, limits: { ...config.limits, ...task.limits } },
  { unsafe: task.unsafe },
);
const known = new Set((await relay.users.listClinics()).map((c) => c.id));
for (const id of task.clinics) if (!known.has(id)) await relay.users.addClinic({ id, name: id });
for (const service of task.services) {
  const added = await relay.users.addServiceKey({
    ...service,
    name: service.id,
    publicKey: base64UrlToBytes(service.publicKey),
  });
  if (!added.ok) throw new Error(`service ${service.id}: ${added.error}`);
}
process.on("message", (message) => {
  const answer = message === "compact" ? relay.compactNow() : relay.stats();
  void answer.then((value) => process.send?.(value));
});
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => void relay.close().then(() => process.exit(0)));
process.send?.({ url: relay.url, port: relay.port });
