import { addReading, deriveDocId, importedIdentity, type VitalsDoc } from "@arogyasync/shared/records";
import type { BatchItem, BatchWriter } from "@arogyasync/shared/replica";
import type { Finding } from "../core/challenge2019/read-row.ts";
import type { Stay } from "../core/challenge2019/read-stay.ts";
import { patientOf, readingsOf, sourceIdOf, vitalsAddress } from "../core/challenge2019/readings.ts";

/** What was new. Everything that was not is counted as already there. */
export interface Written {
  patientsNew: number;
  patientsKnown: number;
  readingsNew: number;
  readingsKnown: number;
  changes: number;
  refused: number;
}
export const nothingWritten = (): Written => ({
  patientsNew: 0,
  patientsKnown: 0,
  readingsNew: 0,
  readingsKnown: 0,
  changes: 0,
  refused: 0,
});

interface Item {
  readonly file: string;
  readonly item: BatchItem;
  readonly readings: number;
  /** How many readings the change added; meaningful after the writer has run it. */
  added: number;
}

export interface StayWriterDeps {
  readonly writer: BatchWriter;
  readonly clinic: string;
  /** 32 secret bytes of the clinic: every id of this import is derived from it. */
  readonly importKey: Uint8Array;
  readonly author: string;
  readonly baseDateMs: number;
  onFinding(finding: Finding): void;
}

/** Stays gathered into one durable write: one fsync for some forty patients and two thousand readings. */
const STAYS_PER_WRITE = 40;

/** Writes stays as any device would: patients and readings as local changes of this replica, durable before counted. */
export class StayWriter {
  readonly #deps: StayWriterDeps;
  readonly written = nothingWritten();
  #waiting: Item[] = [];
  #stays = 0;

  constructor(deps: StayWriterDeps) {
    this.#deps = deps;
  }

  async add(file: string, stay: Stay): Promise<void> {
    const { importKey, clinic, author, baseDateMs } = this.#deps;
    const identity = importedIdentity(importKey, sourceIdOf(stay));
    this.#waiting.push({
      file,
      readings: 0,
      added: 0,
      item: { type: "create-patient", site: clinic, ...patientOf(stay, baseDateMs), derived: identity },
    });
    for (const { year, readings } of readingsOf(stay, identity, author, baseDateMs)) {
      const address = vitalsAddress(identity.patientId, year);
      const item: Item = {
        file,
        readings: readings.length,
        added: 0,
        item: {
          type: "edit",
          address: { ...address, id: deriveDocId(address) },
          change: (draft: VitalsDoc) => {
            const before = Object.keys(draft.readings).length;
            for (const reading of readings) addReading(draft, reading);
            item.added = Object.keys(draft.readings).length - before;
          },
        },
      };
      this.#waiting.push(item);
    }
    this.#stays += 1;
    if (this.#stays >= STAYS_PER_WRITE) await this.flush();
  }

  /** Writes what is gathered. Resolves when it is durable on this machine. */
  async flush(): Promise<void> {
    const items = this.#waiting;
    this.#waiting = [];
    this.#stays = 0;
    if (items.length === 0) return;
    const outcomes = await this.#deps.writer.writeBatch(items.map(({ item }) => item));
    for (const [i, outcome] of outcomes.entries()) {
      const item = items[i];
      if (!item) continue;
      const isPatient = item.item.type === "create-patient";
      if (outcome.ok) {
        this.written.changes += 1;
        if (isPatient) this.written.patientsNew += 1;
        this.written.readingsNew += item.added;
        this.written.readingsKnown += item.readings - item.added;
      } else if (outcome.error.code === "nothing-to-change") {
        if (isPatient) this.written.patientsKnown += 1;
        this.written.readingsKnown += item.readings;
      } else {
        this.written.refused += 1;
        this.#deps.onFinding({ file: item.file, code: "refused", detail: outcome.error.code });
      }
    }
  }
}
