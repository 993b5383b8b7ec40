import type { Replica } from "@arogyasync/shared/node/open-replica";
import {
  assignmentsOf,
  type DocId,
  type EntriesDoc,
  type PatientDoc,
  type WardAssignments,
} from "@arogyasync/shared/records";

/** The assignments of every ward that the replica knows, read again after something of a ward came. */
export class Wards {
  #wards: readonly WardAssignments[] = [];
  #isStale = true;
  readonly #auditKeys = new Map<DocId, Uint8Array>();

  stale(): void {
    this.#isStale = true;
  }

  async read({ host, directory }: Pick<Replica, "host" | "directory">): Promise<readonly WardAssignments[]> {
    if (!this.#isStale) return this.#wards;
    this.#isStale = false;
    const wards: WardAssignments[] = [];
    for (const [id, { kind, owner }] of directory.entries()) {
      if (kind !== "ward") continue;
      const open = await host.open<EntriesDoc>(id);
      if (!open) continue;
      wards.push({ clinic: owner, entries: assignmentsOf(open.doc()) });
      open.close();
    }
    this.#wards = wards;
    return wards;
  }

  async auditKeyOf({ host }: Pick<Replica, "host">, patient: DocId): Promise<Uint8Array | undefined> {
    const known = this.#auditKeys.get(patient);
    if (known) return known;
    const open = await host.open<PatientDoc>(patient);
    if (!open) return undefined;
    const { auditKey } = open.doc() as { auditKey?: unknown };
    open.close();
    if (!(auditKey instanceof Uint8Array)) return undefined;
    this.#auditKeys.set(patient, auditKey.slice());
    return auditKey;
  }

  /** The patient was erased by law: nothing of it stays here. */
  forget(patient: DocId): void {
    this.#auditKeys.delete(patient);
  }
}
