import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshSigner, type Replica } from "@arogyasync/cli/testing";
import { bytesToHex } from "@arogyasync/shared/bytes";
import type { ChangeName } from "@arogyasync/shared/changes";
import { addReading, type DocId, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import { createMemoryStore, SeededRandom } from "@arogyasync/shared/testing";
import { DATABASE_FILE } from "@arogyasync/sync-server/app";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { powerCutUnavailable, preparePowerCut } from "../support/power-cut/replay.ts";
import { type RelayProcess, type RelayTask, startRelayProcess } from "../support/relay/process.ts";
import { openWatchedReplica } from "../support/relay/replica.ts";

const CUTS = 6;
const unavailable = powerCutUnavailable();
const random = new SeededRandom(1876);

interface Outcome {
  readonly acked: number;
  /** Acknowledged changes that the disk does not hold after the cut. */
  readonly lost: number;
  readonly integrity: string;
  readonly discarded: number;
  readonly kept: number;
  readonly syncs: number;
}

/** What a disk that came back holds of the acknowledged changes. */
const inspect = (dataDir: string, acked: readonly ChangeName[]) => {
  rmSync(join(dataDir, `${DATABASE_FILE}-shm`), { force: true });
  const db = new Database(join(dataDir, DATABASE_FILE));
  const hasLog = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'log'").get() !== undefined;
  if (!hasLog) {
    db.close();
    return { lost: acked.length, integrity: "empty", twice: 0 };
  }
  const find = db.prepare(
    "SELECT 1 FROM log JOIN docs ON docs.no = log.doc WHERE docs.id = ? AND log.hash = ?",
  );
  const lost = acked.filter(({ doc, hash }) => find.get(doc, hash) === undefined).length;
  const integrity = db.pragma("integrity_check", { simple: true }) as string;
  const twice = db
    .prepare("SELECT count(*) - count(DISTINCT hex(hash) || '/' || doc) AS n FROM log")
    .get() as { n: number };
  db.close();
  return { lost, integrity, twice: twice.n };
};

/** One relay and one field worker; the power fails at the instant of some ack, `cuts` times over. */
const runCuts = async (
  cuts: number,
  unsafe: RelayTask["unsafe"],
  isKept?: () => boolean,
): Promise<Outcome[]> => {
  const dataDir = mkdtempSync(join(tmpdir(), "arogya-cut-"));
  const power = preparePowerCut(dataDir);
  const signer = freshSigner();
  const services = [
    { id: "asha-1", roles: ["field"] as const, clinics: ["phc-1"], publicKey: signer.publicKey },
  ];
  const acked: ChangeName[] = [];
  let cutAfter = Number.POSITIVE_INFINITY;
  let relay: RelayProcess | undefined;
  const store = createMemoryStore();
  let replica: Replica | undefined;
  let patient: DocId | undefined;
  let count = 0;
  const outcomes: Outcome[] = [];
  try {
    let port = 0;
    for (let cut = 0; cut < cuts; cut++) {
      relay = await startRelayProcess({
        dataDir,
        services,
        workers: 1,
        port,
        env: power.env,
        unsafe: unsafe ?? {},
      });
      port = relay.port;
      const { pid, ended, url } = relay;
      replica ??= await openWatchedReplica({
        relayUrl: url,
        store,
        signer,
        principal: { userId: "asha-1", roles: ["field"], clinics: ["phc-1"] },
        watch: {
          onAck: (names) => {
            acked.push(...names);
            if (acked.length >= cutAfter && relay) process.kill(relay.pid, "SIGKILL");
          },
        },
      });
      const { writer, engine } = replica;
      if (!patient) {
        const made = await writer.createPatient({ site: "phc-1", identity: { name: "Sita Devi" } });
        if (!made.ok) throw new Error(made.error.code);
        patient = made.value.docId;
        await engine.start();
      }
      const owner = patient;
      cutAfter = acked.length + 20 + random.int(40);
      let isDead = false;
      void ended.then(() => {
        isDead = true;
      });
      while (!isDead) {
        const n = count++;
        const saved = await writer.edit<VitalsDoc>(
          { id: vitalsDocId(owner, "2026"), kind: "vitals", owner, period: "2026" },
          (draft) =>
            addReading(draft, {
              v: 1,
              nonce: bytesToHex(random.bytes(11)),
              measuredAt: 1_764_000_000_000 + n,
              author: "asha-1",
              source: "keypad",
              heartRate: 70,
            }),
        );
        if (!saved.ok) throw new Error(saved.error.code);
        await engine.sendNow(3_000);
      }
      expect(pid).toBeGreaterThan(0);
      const cutResult = power.cut(isKept);
      const seen = inspect(dataDir, acked);
      expect(seen.twice).toBe(0);
      outcomes.push({ acked: acked.length, ...cutResult, ...seen });
    }
    return outcomes;
  } finally {
    await replica?.close();
    await relay?.kill();
    power.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

describe.skipIf(unavailable !== undefined)(
  `a power cut${unavailable ? ` (skipped: ${unavailable})` : ""}`,
  () => {
    it("[PR8] at the instant of an ack, with every unsynced write gone, loses nothing acknowledged", async () => {
      const outcomes = await runCuts(CUTS, {});
      console.info(`power cuts, cache lost whole: ${JSON.stringify(outcomes)}`);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ lost: 0, integrity: "ok" });
      expect(outcomes.at(-1)?.syncs).toBeGreaterThan(0);
    });

    it("[PR8] with any selection of the unsynced writes on the platter, loses nothing acknowledged either", async () => {
      const outcomes = await runCuts(CUTS, {}, () => random.chance(0.5));
      console.info(`power cuts, cache written in part: ${JSON.stringify(outcomes)}`);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ lost: 0, integrity: "ok" });
    });

    it("[PR8] negative control: with synchronous=OFF acknowledged changes are lost", async () => {
      const outcomes = await runCuts(1, { synchronous: "OFF" });
      console.info(`power cut, synchronous=OFF: ${JSON.stringify(outcomes)}`);
      expect(outcomes[0]?.lost).toBeGreaterThan(0);
    });
  },
);
