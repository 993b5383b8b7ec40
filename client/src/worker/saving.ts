import type { SaveResult } from "../data/app-data.ts";
import type { WorkerMethods } from "./api.ts";
import { codeOf } from "./rpc.ts";
import type { Workshop } from "./workshop.ts";

/** Save failures that are the storage's, not the input's. */
const STORE_CODES: readonly string[] = ["quota", "closed", "corrupt", "unknown"];

interface SavingDeps {
  readonly open: () => Promise<Workshop>;
  readonly onFailure: (error: unknown) => void;
  /** Whether the device's storage failed at the last attempt to save; told after each. */
  readonly onStorage: (failed: boolean) => void;
}
type SavingMethods = Pick<
  WorkerMethods,
  | "register"
  | "saveWard"
  | "editIdentity"
  | "recordConsent"
  | "saveReading"
  | "correctReading"
  | "retractReading"
>;

/** What the page may save. A throw is an answer too: nothing ends without "saved" or "NOT SAVED". [CL1] */
export const createSaving = ({ open, onFailure, onStorage }: SavingDeps): SavingMethods => {
  const saved = async <T>(save: (at: Workshop) => Promise<SaveResult<T>>): Promise<SaveResult<T>> => {
    const result = await open()
      .then(save)
      .catch((error: unknown): SaveResult<T> => {
        onFailure(error);
        return { ok: false, code: codeOf(error) };
      });
    const failed = !result.ok && STORE_CODES.includes(result.code);
    if (failed || result.ok) onStorage(failed);
    return result;
  };
  const unknownReading = { ok: false, code: "unknown-document" } as const;
  const originalOf = async (at: Workshop, patientId: string, readingId: string) =>
    (await at.details.read(patientId))?.readings.find((reading) => reading.id === readingId);

  return {
    saveWard: (command) => saved((at) => at.wards.save(command)),
    register: (input) => saved((at) => at.commands.register(input)),
    editIdentity: ({ patientId, changes }) => saved((at) => at.commands.editIdentity(patientId, changes)),
    recordConsent: ({ patientId, entry }) => saved((at) => at.commands.recordConsent(patientId, entry)),
    saveReading: ({ patientId, reading }) => saved((at) => at.commands.saveReading(patientId, reading)),
    correctReading: ({ patientId, readingId, reading, reason }) =>
      saved(async (at) => {
        const original = await originalOf(at, patientId, readingId);
        return original ? at.commands.correctReading(patientId, original, reading, reason) : unknownReading;
      }),
    retractReading: ({ patientId, readingId, reason }) =>
      saved(async (at) => {
        const original = await originalOf(at, patientId, readingId);
        return original ? at.commands.retractReading(patientId, original, reason) : unknownReading;
      }),
  };
};
