import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Clock, Random } from "@arogyasync/shared/ports";
import {
  addReading,
  type DocId,
  deriveDocId,
  editIdentifier,
  editIdentity,
  identifierSystems,
  type PatientDoc,
  READING_VERSION,
  type Reading,
  recordConsent,
  sealReading,
  utcYear,
  type VitalsDoc,
} from "@arogyasync/shared/records";
import type { EditError, SavedChange, Writer } from "@arogyasync/shared/replica";
import { ok, type Result } from "@arogyasync/shared/result";
import { checkReading, isVitalField } from "@arogyasync/shared/vitals";
import type { ConsentEntry, PatientInput, ReadingInput, SaveResult } from "../data/app-data.ts";

export interface SaveDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly writer: Writer;
  session(): { readonly userId: string; readonly clinicId: string; readonly deviceId: string } | undefined;
}

export interface OriginalReading {
  readonly id: string;
  readonly measuredAtMs: number;
  /** Other standing values of the same measurement. */
  readonly rivals: readonly string[];
}

/** How long the negative control pretends: the stock library's debounce, in which a killed page loses everything. */
const UNSAFE_DELAY_MS = 100;

/**
 * Waits for the change to be durable before anybody is told. The negative-control build (VITE_UNSAFE_SAVE=1, used by
 * the end-to-end tests only) answers first and writes later, to prove that the test would notice. [CL1]
 */
const durable = async (
  clock: Clock,
  docId: DocId,
  save: () => Promise<Result<SavedChange, EditError>>,
): Promise<Result<SavedChange, EditError>> => {
  if (import.meta.env["VITE_UNSAFE_SAVE"] !== "1") return save();
  clock.after(UNSAFE_DELAY_MS, () => void save());
  return ok({ docId, hashHex: "", savedAt: clock.now() });
};

const answer = <T>(
  result: Result<SavedChange, EditError>,
  value: (saved: SavedChange) => T,
): SaveResult<T> =>
  result.ok
    ? { ok: true, value: value(result.value), savedAtMs: result.value.savedAt }
    : { ok: false, code: result.error.code };

/** Empty fields are not written: an absent field and an empty one mean the same. */
const filled = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values)
      .map(([key, value]) => [key, value.trim()] as const)
      .filter(([, value]) => value !== ""),
  );

const isIdentifier = (field: string): boolean => (identifierSystems as readonly string[]).includes(field);

/** What a person can save. Each answers only when the change survives a power cut here, or says why it was not made. */
export const createSaveCommands = (deps: SaveDeps) => {
  const { clock, random, writer } = deps;

  /** @param besideMs a correction lies in the document of what it corrects, whatever its own time. */
  const saveReading = async (
    patientId: string,
    make: (base: Reading) => Reading,
    besideMs?: number,
  ): Promise<SaveResult<{ readonly readingId: string }>> => {
    const session = deps.session();
    if (!session) return { ok: false, code: "not-signed-in" };
    const nowMs = clock.now();
    const reading = make({
      v: READING_VERSION,
      nonce: bytesToBase64Url(random.bytes(16)),
      measuredAt: nowMs,
      author: session.userId,
      device: session.deviceId,
      source: "keypad",
    });
    const sealed = sealReading(reading);
    if (!sealed.ok) return { ok: false, code: sealed.error };
    const address = {
      kind: "vitals",
      owner: patientId,
      period: utcYear(besideMs ?? reading.measuredAt),
    } as const;
    const id = deriveDocId(address);
    const result = await durable(clock, id, () =>
      writer.edit<VitalsDoc>({ ...address, id }, (draft) => {
        addReading(draft, reading);
      }),
    );
    return answer(result, () => ({ readingId: sealed.value.id }));
  };

  const withInput = (input: ReadingInput, nowMs: number, base: Reading): Reading => ({
    ...base,
    ...Object.fromEntries(Object.entries(input.values).filter(([field]) => isVitalField(field))),
    ...(input.measuredAtMs === undefined ? {} : { measuredAt: input.measuredAtMs, recordedAt: nowMs }),
    ...(input.confirmed.length === 0 ? {} : { confirmed: [...input.confirmed] }),
    ...(Object.keys(input.notMeasured).length === 0 ? {} : { notMeasured: { ...input.notMeasured } }),
    ...(input.note === undefined || input.note.trim() === "" ? {} : { note: input.note.trim() }),
  });

  /** What no screen should let through: a hard limit, or a reading with nothing in it. [VS2] */
  const refusal = (input: ReadingInput): string | undefined => {
    if (Object.keys(input.values).length === 0 && Object.keys(input.notMeasured).length === 0)
      return "reading-empty";
    const { verdict } = checkReading(input.values);
    return verdict === "refuse" ? "reading-refused" : undefined;
  };

  return {
    async register(input: PatientInput): Promise<SaveResult<{ readonly patientId: string }>> {
      const session = deps.session();
      if (!session) return { ok: false, code: "not-signed-in" };
      if (session.clinicId === "") return { ok: false, code: "not-your-clinic" };
      const result = await writer.createPatient({
        site: session.clinicId,
        identity: filled(input.identity),
        identifiers: filled(input.identifiers),
      });
      return answer(result, (saved) => ({ patientId: saved.docId }));
    },

    async editIdentity(
      patientId: string,
      changes: Readonly<Record<string, string>>,
    ): Promise<SaveResult<null>> {
      const address = { kind: "patient", owner: "", period: "", id: patientId as DocId } as const;
      const result = await writer.edit<PatientDoc>(address, (draft) => {
        const identity: Record<string, string> = {};
        for (const [field, value] of Object.entries(changes))
          if (isIdentifier(field)) editIdentifier(draft, field, value);
          else identity[field] = value;
        editIdentity(draft, identity);
      });
      return answer(result, () => null);
    },

    async recordConsent(patientId: string, entry: ConsentEntry): Promise<SaveResult<null>> {
      const session = deps.session();
      if (!session) return { ok: false, code: "not-signed-in" };
      const { untilMs: until, ...decision } = entry;
      const address = { kind: "patient", owner: "", period: "", id: patientId as DocId } as const;
      const result = await writer.edit<PatientDoc>(address, (draft) =>
        recordConsent(draft, { ...decision, until, at: clock.now(), by: session.userId }),
      );
      return answer(result, () => null);
    },

    async saveReading(patientId: string, input: ReadingInput) {
      const code = refusal(input);
      return code === undefined
        ? saveReading(patientId, (base) => withInput(input, base.measuredAt, base))
        : ({ ok: false, code } as const);
    },

    /** A correction is another reading that names what it replaces, every rival too; all stay to be seen. [RC6] */
    async correctReading(patientId: string, original: OriginalReading, input: ReadingInput, reason: string) {
      const code = refusal(input);
      if (code !== undefined) return { ok: false, code } as const;
      const dated = { ...input, measuredAtMs: input.measuredAtMs ?? original.measuredAtMs };
      return saveReading(
        patientId,
        (base) => ({
          ...withInput(dated, base.measuredAt, base),
          supersedes: original.id,
          ...(original.rivals.length === 0 ? {} : { alsoSupersedes: [...original.rivals] }),
          reason: reason.trim(),
        }),
        original.measuredAtMs,
      );
    },

    /** Withdraws a reading with its reason. */
    async retractReading(
      patientId: string,
      original: OriginalReading,
      reason: string,
    ): Promise<SaveResult<null>> {
      const saved = await saveReading(patientId, (base) => ({
        ...base,
        measuredAt: original.measuredAtMs,
        recordedAt: base.measuredAt,
        retracts: original.id,
        reason: reason.trim(),
      }));
      return saved.ok ? { ok: true, value: null, savedAtMs: saved.savedAtMs } : saved;
    },
  };
};
export type SaveCommands = ReturnType<typeof createSaveCommands>;
