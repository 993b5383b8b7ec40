import type * as A from "@automerge/automerge/slim";
import type { Principal } from "@arogyasync/shared/authority";
import {
  canEditSchema,
  type Consent,
  consentFor,
  DOCUMENT_SCHEMA,
  type EffectiveReading,
  effectiveReadings,
  listReadings,
  type PatientDoc,
  purposes,
  type ReadingId,
  rivalsOf,
  type StoredReading,
  type VitalsDoc,
  viewPatient,
} from "@arogyasync/shared/records";
import type { ConsentView, PatientDetail } from "../../data/app-data.ts";
import { noRights, patientRights } from "../../data/rights.ts";
import type { PatientRow, ReadingView } from "../../data/rows.ts";
import { valuesOf } from "../../data/values-of.ts";

export interface DetailInput {
  readonly row: PatientRow;
  readonly patient: A.Doc<PatientDoc>;
  readonly vitals: readonly A.Doc<VitalsDoc>[];
  /** Readings whose change is not on the relay, with where it is. */
  readonly stages: ReadonlyMap<string, ReadingView["stage"]>;
  readonly principal: Pick<Principal, "clinics" | "roles"> | undefined;
  /** Documents of this patient of which some bytes do not open. */
  readonly damagedCount: number;
  readonly nowMs: number;
}

const readingView = (
  one: EffectiveReading,
  stored: readonly StoredReading[],
  byId: ReadonlyMap<ReadingId, StoredReading>,
  stage: ReadingView["stage"],
): ReadingView => {
  const { reading } = one;
  const retraction = one.correctedBy.map((id) => byId.get(id)?.reading).find((by) => by?.retracts === one.id);
  return {
    id: one.id,
    measuredAtMs: reading.measuredAt,
    author: reading.author,
    source: reading.source,
    values: valuesOf(reading),
    confirmed: reading.confirmed ?? [],
    notMeasured: reading.notMeasured ?? {},
    note: reading.note,
    state: one.state,
    supersedes: reading.supersedes,
    rivals: one.state === "rival" ? rivalsOf(stored, one.id) : [],
    reason: one.state === "retracted" ? retraction?.reason : reading.reason,
    stage,
  };
};

const consentView = ({ at, until, ...rest }: Consent): ConsentView => ({ ...rest, atMs: at, untilMs: until });

/** A document of a newer version of the app is shown and not edited. [RC9] */
const rightsTo = (
  principal: DetailInput["principal"],
  patient: A.Doc<PatientDoc>,
  sites: readonly string[],
) =>
  principal && canEditSchema(patient.schema, DOCUMENT_SCHEMA) ? patientRights(principal, sites) : noRights;

/** Everything a patient's screen shows, newest reading first. Years lie in documents of their own and are joined here. */
export const patientDetail = (input: DetailInput): PatientDetail => {
  const view = viewPatient(input.patient);
  const lists = input.vitals.map((doc) => listReadings(doc));
  const stored = lists.flatMap((list) => list.readings);
  const byId = new Map(stored.map((one) => [one.id, one]));
  const readings = effectiveReadings(stored)
    .map((one) => readingView(one, stored, byId, input.stages.get(one.id) ?? "received"))
    .sort((a, b) => b.measuredAtMs - a.measuredAtMs || (a.id < b.id ? -1 : 1));
  return {
    row: input.row,
    identity: view.identity,
    identifiers: view.identifiers,
    conflicts: view.conflicts,
    readings,
    consents: Object.fromEntries(
      purposes.map((purpose) => [purpose, consentView(consentFor(view.consents, purpose, input.nowMs))]),
    ) as PatientDetail["consents"],
    unreadableCount: lists.reduce((sum, list) => sum + list.unreadable.length, 0) + input.damagedCount,
    rights: rightsTo(input.principal, input.patient, view.careSites),
  };
};
