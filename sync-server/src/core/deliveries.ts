import { MAX_PATIENTS_PER_ENTRY } from "@arogyasync/shared/access";
import type { Principal, Role } from "@arogyasync/shared/authority";
import type { Clock } from "@arogyasync/shared/ports";
import {
  type AccessPurposeCode,
  type DocKind,
  docIdFromBytes,
  isPatientOwned,
  utcDay,
} from "@arogyasync/shared/records";
import type { AccessLog } from "./access-log.ts";
import { keyOf } from "./keys.ts";

/** Who receives documents, on which device. */
export interface Reader {
  readonly person: string;
  readonly roles: readonly Role[];
  readonly device: string;
}
export interface Named {
  readonly id: Uint8Array;
  readonly kind: DocKind;
  readonly owner: string;
}

/** Programs that carry data and show it to nobody: what they fetch is not a person's read. */
const carriers: ReadonlySet<Role> = new Set<Role>(["edge", "importer", "anchor"]);
export const isLogged = (roles: readonly Role[]): boolean => roles.some((role) => !carriers.has(role));

/** What documents go to somebody of these roles for; the first that they hold decides. */
const purposeByRole: readonly (readonly [Role, AccessPurposeCode])[] = [
  ["hospital", "CAREMGT"],
  ["field", "CAREMGT"],
  ["insurance", "HPAYMT"],
  ["analyst", "HPAYMT"],
  ["auditor", "HCOMPL"],
];
export const purposeOfRoles = (roles: readonly Role[]): AccessPurposeCode =>
  purposeByRole.find(([role]) => roles.includes(role))?.[1] ?? "HSYSADMIN";

export const readerOf = ({
  principal,
  device,
}: {
  readonly principal: Principal;
  readonly device: string;
}): Reader => ({ person: principal.userId, roles: principal.roles, device });

/** Patients in groups of what one entry holds. */
export const patientGroups = (patients: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(patients.length / MAX_PATIENTS_PER_ENTRY) }, (_, i) =>
    patients.slice(i * MAX_PATIENTS_PER_ENTRY, (i + 1) * MAX_PATIENTS_PER_ENTRY),
  );

/** Called before documents go out; undefined when there is nothing to wait for. */
export type Deliver = (
  reader: Reader,
  docs: readonly Named[],
  purpose?: AccessPurposeCode,
) => Promise<void> | undefined;

const MAX_KNOWN_IDS = 50_000;

/**
 * Logs which patients' documents go to which device, before they go. One entry a patient, person, device and UTC day:
 * a copy that is there already is not read again by being brought up to date. [TR6]
 */
export class Deliveries {
  readonly #log: Pick<AccessLog, "record">;
  readonly #clock: Clock;
  #day = "";
  /** Person and device → patients noted today. */
  readonly #noted = new Map<string, Set<string>>();
  readonly #patientByDoc = new Map<string, string>();

  constructor(log: Pick<AccessLog, "record">, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Undefined when nothing is to be written, so that the common case waits for nothing. */
  note(reader: Reader, docs: readonly Named[], purpose?: AccessPurposeCode): Promise<void> | undefined {
    if (!isLogged(reader.roles)) return undefined;
    const day = utcDay(this.#clock.now());
    if (day !== this.#day) {
      this.#day = day;
      this.#noted.clear();
    }
    const key = `${reader.person}\n${reader.device}`;
    const noted = this.#noted.get(key) ?? new Set<string>();
    this.#noted.set(key, noted);
    const fresh: string[] = [];
    for (const doc of docs) {
      const patient = this.#patientOf(doc);
      if (patient === undefined || noted.has(patient)) continue;
      noted.add(patient);
      fresh.push(patient);
    }
    if (fresh.length === 0) return undefined;
    const entries = patientGroups(fresh).map((patients) => ({
      person: reader.person,
      roles: [...reader.roles],
      patients,
      what: "delivery" as const,
      purpose: purpose ?? purposeOfRoles(reader.roles),
      device: reader.device,
      reason: "",
    }));
    return this.#log.record(entries).catch((error: unknown) => {
      for (const patient of fresh) noted.delete(patient);
      throw error;
    });
  }

  #patientOf(doc: Named): string | undefined {
    if (doc.kind !== "patient") return isPatientOwned(doc.kind) ? doc.owner : undefined;
    const key = keyOf(doc.id);
    const known = this.#patientByDoc.get(key);
    if (known !== undefined) return known;
    if (this.#patientByDoc.size >= MAX_KNOWN_IDS) this.#patientByDoc.clear();
    const patient = docIdFromBytes(new Uint8Array(doc.id));
    this.#patientByDoc.set(key, patient);
    return patient;
  }
}
