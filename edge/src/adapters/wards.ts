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

  /** Read from the document each time, which the replica keeps open: of an erased patient nothing stays here. */
  async auditKeyOf({ host }: Pick<Replica, "host">, patient: DocId): Promise<Uint8Array | undefined> {
    const open = await host.open<PatientDoc>(patient);
    if (!open) return undefined;
    const { auditKey } = open.doc() as { auditKey?: unknown };
    open.close();
    return auditKey instanceof Uint8Array ? auditKey : undefined;
  }
}
