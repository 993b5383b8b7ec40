import { editIdentity, type PatientDoc } from "@arogyasync/shared/records";
import type { Agent } from "node:https";
import type { Signer } from "@arogyasync/shared/ports";
import { nodeClock } from "@arogyasync/shared/node/node-clock";
import { serviceDevice, serviceLink } from "@arogyasync/shared/node/node-link";
import { openSqliteReplicaStore } from "@arogyasync/shared/node/sqlite-replica-store";
import { openReplica, type Replica } from "@arogyasync/shared/node/open-replica";
import { version } from "../version.ts";
import { DEMO_AUTHOR, demoClinics, planDemo } from "./plan.ts";

const PATIENCE_MS = 60_000;
const ITEMS_PER_WRITE = 40;
const clinics = demoClinics.map(({ id }) => id);

interface RelayOfDemo {
  readonly relayUrl: string;
  readonly signer: Signer;
  /** For a relay under TLS. */
  readonly agent: Agent | undefined;
}

const open = async ({ relayUrl, signer, agent }: RelayOfDemo): Promise<Replica> => {
  const replica = await openReplica({
    // In memory: the relay has it all, and a demo that breaks off is made again from there.
    store: openSqliteReplicaStore(":memory:"),
    link: serviceLink(relayUrl, signer, nodeClock, agent),
    principal: { userId: DEMO_AUTHOR, roles: ["importer"], clinics },
    signer,
    device: serviceDevice(DEMO_AUTHOR),
    app: `arogya-cli/${version}`,
    follows: clinics,
  });
  await replica.engine.start();
  const isThere = await replica.until(
    ({ connection: c }) => c.state === "blocked" || (c.state === "online" && c.caughtUp),
    PATIENCE_MS,
  );
  if (isThere?.connection.state === "online") return replica;
  await replica.close();
  throw new Error("the relay does not take the demo");
};

const send = async ({ engine }: Replica): Promise<void> => {
  const outcome = await engine.sendNow(PATIENCE_MS);
  if (outcome.outcome !== "all-sent")
    throw new Error(`${outcome.pendingCount} changes of the demo were not taken (${outcome.reason})`);
};

/** Two people who do not hear each other change one field: both values are kept and shown. */
const dispute = async (
  first: Replica,
  second: Replica,
  patientId: ReturnType<typeof planDemo>["disputed"],
) => {
  const address = { id: patientId, kind: "patient", owner: "", period: "" } as const;
  const phones = [
    [first, "9000000555"],
    [second, "9000000777"],
  ] as const;
  await Promise.all(phones.map(([replica]) => replica.engine.stop()));
  for (const [replica, phone] of phones)
    await replica.writer.edit<PatientDoc>(address, (draft) => editIdentity(draft, { phone }));
  for (const [replica] of phones) {
    await replica.engine.start();
    await replica.until(({ connection: c }) => c.state === "online", PATIENCE_MS);
    await send(replica);
  }
};

/**
 * Writes the demo through a replica of its own into the running relay. May be repeated after it broke off, with the
 * same `now`: what is there already is not written again.
 */
export const seedDemo = async (
  options: RelayOfDemo & { readonly importKey: Uint8Array; readonly now: number },
): Promise<void> => {
  const plan = planDemo(options.importKey, options.now);
  const first = await open(options);
  try {
    for (let at = 0; at < plan.items.length; at += ITEMS_PER_WRITE) {
      for (const outcome of await first.writer.writeBatch(plan.items.slice(at, at + ITEMS_PER_WRITE)))
        if (!outcome.ok && outcome.error.code !== "nothing-to-change")
          throw new Error(`a change of the demo was refused: ${outcome.error.code}`);
    }
    await send(first);
    const second = await open(options);
    try {
      await dispute(first, second, plan.disputed);
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
};
