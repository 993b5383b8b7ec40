import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as A from "@automerge/automerge";
import { freshSigner, nodeClock, type Replica } from "@arogyasync/cli/testing";
import { createMemoryStore } from "@arogyasync/shared/testing";
import type { AckWatch } from "./ack-watch.ts";
import { type Attack, attacksOf } from "./attacks.ts";
import { startRelayProcess, type RelayProcess, type RelayTask } from "./process.ts";
import { openWatchedReplica } from "./replica.ts";
import { type SiegeLane, ticketOf } from "./siege.ts";

export interface BesiegedWorld {
  readonly relay: RelayProcess;
  /** Registered one patient, and is online. */
  readonly honest: Replica;
  readonly patientId: Parameters<Replica["host"]["open"]>[0];
  /** One lane an insider, each with its own key. */
  readonly lanes: readonly { readonly lane: SiegeLane; readonly attacks: readonly Attack[] }[];
  close(): Promise<void>;
}

/** A relay process with an honest field worker and some colleagues who mean it harm. */
export const createBesiegedWorld = async (
  insiderCount: number,
  task: Partial<RelayTask> = {},
  watch: AckWatch = {},
): Promise<BesiegedWorld> => {
  const dataDir = mkdtempSync(join(tmpdir(), "arogya-siege-"));
  const people = ["asha-1", ...Array.from({ length: insiderCount }, (_, n) => `insider-${n}`)].map((id) => ({
    id,
    signer: freshSigner(),
  }));
  const relay = await startRelayProcess({
    dataDir,
    services: people.map(({ id, signer }) => ({
      id,
      roles: ["field"],
      clinics: ["phc-1"],
      publicKey: signer.publicKey,
    })),
    ...task,
  });
  const [asha, ...insiders] = people;
  if (!asha) throw new Error("nobody is honest");
  const honest = await openWatchedReplica({
    relayUrl: relay.url,
    store: createMemoryStore(),
    signer: asha.signer,
    principal: { userId: asha.id, roles: ["field"], clinics: ["phc-1"] },
    follows: ["phc-1"],
    watch,
  });
  const made = await honest.writer.createPatient({ site: "phc-1", identity: { name: "Sita Devi" } });
  if (!made.ok) throw new Error(made.error.code);
  await honest.engine.start();
  await honest.until((s) => s.pendingCount === 0, 30_000);
  const open = await honest.host.open(made.value.docId);
  const first = A.getAllChanges(open?.doc() as A.Doc<unknown>)[0];
  open?.close();
  if (!first) throw new Error("the patient has a first change");
  const root = A.decodeChange(first);
  const patient = {
    id: made.value.docId,
    rootHash: root.hash ?? "",
    rootActor: root.actor,
    rootMaxOp: root.ops.length,
  };
  const lanes = insiders.map(({ id, signer }) => ({
    attacks: attacksOf({ userId: id, signer, patient }),
    lane: {
      url: relay.url,
      device: `service-${id}`,
      ticket: () => ticketOf(relay.url, signer, nodeClock),
    },
  }));
  return {
    relay,
    honest,
    patientId: patient.id,
    lanes,
    async close() {
      await honest.close();
      await relay.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
