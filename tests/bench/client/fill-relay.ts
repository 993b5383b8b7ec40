import type { Relay } from "@arogyasync/sync-server/app";
import { importedIdentity, sourceNonce } from "@arogyasync/shared/records";
import {
  addReading,
  deriveDocId,
  type ImportedIdentity,
  type Reading,
  READING_VERSION,
  utcYear,
  type VitalsDoc,
} from "@arogyasync/shared/records";
import type { BatchItem } from "@arogyasync/shared/replica";
import { openSqliteReplicaStore } from "@arogyasync/cli/testing";
import { enrol, nodeReplica, untilStatus } from "../../support/node-replica.ts";
import { type BenchPerson, benchPeople } from "./names.ts";

const AUTHOR = "bench-importer";
const DAY_MS = 86_400_000;
const READINGS_EACH = 4;
const ITEMS_PER_WRITE = 400;
const SEND_MS = 300_000;

const readingsOf = (identity: ImportedIdentity, n: number, nowMs: number): Reading[] =>
  Array.from({ length: READINGS_EACH }, (_, r) => ({
    v: READING_VERSION,
    nonce: sourceNonce(identity.auditKey, `bench/${n}/${r}`),
    measuredAt: nowMs - ((n % 20) + r * 5) * DAY_MS - (n % 1440) * 60_000,
    author: AUTHOR,
    source: "bench",
    heartRate: 58 + ((n * 7 + r * 3) % 60),
    spo2: 92 + ((n + r) % 8),
    tempCx10: 362 + ((n + r * 5) % 24),
    systolic: 104 + ((n * 3 + r) % 50),
    diastolic: 62 + ((n + r * 2) % 30),
  }));

const itemsOf = (importKey: Uint8Array, clinic: string, person: BenchPerson, n: number, nowMs: number) => {
  const identity = importedIdentity(importKey, `bench/${n}`);
  const items: BatchItem[] = [
    {
      type: "create-patient",
      site: clinic,
      derived: identity,
      identity: {
        name: person.name,
        nameLocal: person.nameLocal,
        sex: person.sex,
        ageYears: String(person.ageYears),
        ageAsOf: new Date(nowMs).toISOString().slice(0, 10),
        phone: person.phone,
        village: person.village,
      },
      identifiers: { card: person.card },
    },
  ];
  const readings = readingsOf(identity, n, nowMs);
  for (const year of new Set(readings.map(({ measuredAt }) => utcYear(measuredAt)))) {
    const address = { kind: "vitals", owner: identity.patientId, period: year } as const;
    items.push({
      type: "edit",
      address: { ...address, id: deriveDocId(address) },
      change: (draft: VitalsDoc) => {
        for (const reading of readings) if (utcYear(reading.measuredAt) === year) addReading(draft, reading);
      },
    });
  }
  return items;
};

/** Fills the relay with patients and a few readings each, through the replica library, as the importer does. */
export const fillRelay = async (
  relay: Relay,
  clinic: string,
  patients: number,
  say: (line: string) => void,
): Promise<void> => {
  const importKey = await relay.users.importKey(clinic);
  if (!importKey) throw new Error("a clinic has an import key");
  const member = { userId: AUTHOR, roles: ["importer"], clinics: [clinic] } as const;
  const replica = await nodeReplica(
    relay.url,
    member,
    await enrol(relay, member),
    openSqliteReplicaStore(":memory:"),
  );
  try {
    await replica.engine.start();
    await untilStatus(
      replica,
      ({ connection: c }) => c.state === "online" && c.caughtUp,
      "the relay answers",
    );
    const nowMs = Date.now();
    const items = benchPeople(patients).flatMap((person, n) => itemsOf(importKey, clinic, person, n, nowMs));
    for (let at = 0; at < items.length; at += ITEMS_PER_WRITE) {
      for (const made of await replica.writer.writeBatch(items.slice(at, at + ITEMS_PER_WRITE)))
        if (!made.ok) throw new Error(`not written: ${made.error.code}`);
      if (at % (ITEMS_PER_WRITE * 10) === 0) say(`  written ${at} of ${items.length}`);
    }
    const outcome = await replica.engine.sendNow(SEND_MS);
    if (outcome.outcome !== "all-sent")
      throw new Error(`not sent: ${outcome.pendingCount} ${outcome.reason}`);
  } finally {
    await replica.close();
  }
};
