import type { Clock, Log } from "@arogyasync/shared/ports";
import {
  addMinute,
  attribute,
  deriveDocId,
  type DocId,
  type Minute,
  type MonitorDoc,
  turningPoints,
  utcDay,
  type WardAssignments,
} from "@arogyasync/shared/records";
import type { BatchItem, BatchWriter } from "@arogyasync/shared/replica";
import type { HeldSummary, Ring } from "./ports.ts";
import { sealMinute } from "./summary.ts";

export interface WriteDeps {
  readonly ring: Pick<Ring, "held" | "markWritten">;
  readonly writer: Pick<BatchWriter, "writeBatch">;
  /** The patient's secret; undefined while the patient is not known here. */
  auditKeyOf(patient: DocId): Promise<Uint8Array | undefined>;
  readonly author: string;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

const BATCH = 512;

/** The one patient of all its samples; undefined where it is nobody's, disputed, or the bed changed hands meanwhile. */
const patientOf = (wards: readonly WardAssignments[], held: HeldSummary): DocId | undefined => {
  const { sensor, firstAt, lastAt } = held;
  const instants = [firstAt, ...turningPoints(wards, sensor, firstAt, lastAt), lastAt];
  const patients = new Set(
    instants.map((instant) => {
      const found = attribute(wards, sensor, instant);
      return found.to === "patient" ? found.patientId : undefined;
    }),
  );
  return patients.size === 1 ? [...patients][0] : undefined;
};

/**
 * Writes held summaries into the `monitor` document of the patient and day, by the assignment in force at their time.
 * What is nobody's, or disputed, stays held. Written and marked are two steps: after a death between them it is written
 * again, finds itself there, and is marked. [ED22]
 */
export const writeHeld = async (deps: WriteDeps, wards: readonly WardAssignments[]): Promise<number> => {
  const { ring, writer, author, clock, log } = deps;
  let written = 0;
  let after = 0;
  for (;;) {
    const held = ring.held(BATCH, after);
    if (held.length === 0) return written;
    after = held.at(-1)?.id ?? after;
    const byDoc = new Map<DocId, { item: BatchItem; minutes: Minute[]; ids: number[] }>();
    for (const summary of held) {
      const patient = patientOf(wards, summary);
      const auditKey = patient && (await deps.auditKeyOf(patient));
      if (!patient || !auditKey) continue;
      const address = { kind: "monitor", owner: patient, period: utcDay(summary.minute) } as const;
      const id = deriveDocId(address);
      const minutes: Minute[] = [];
      const doc = byDoc.get(id) ?? {
        minutes,
        ids: [],
        item: {
          type: "edit" as const,
          address: { ...address, id },
          change: (draft: MonitorDoc) => {
            for (const minute of minutes) addMinute(draft, minute);
          },
        },
      };
      doc.minutes.push(sealMinute(summary.body, auditKey, author));
      doc.ids.push(summary.id);
      byDoc.set(id, doc);
    }
    const docs = [...byDoc.values()];
    if (docs.length === 0) continue;
    const outcomes = await writer.writeBatch(docs.map(({ item }) => item));
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.ok || outcome.error.code === "nothing-to-change") {
        ring.markWritten(docs[i]?.ids ?? [], clock.now());
        written += docs[i]?.ids.length ?? 0;
      } else log.warn("summary-not-written", { code: outcome.error.code });
    }
  }
};
