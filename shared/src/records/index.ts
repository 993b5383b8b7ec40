export {
  attribute,
  type Attribution,
  turningPoints,
  type WardAssignments,
} from "./attribution.ts";
export { concurrentTexts } from "./concurrent-texts.ts";
export {
  CONSENT_KEY,
  type Consent,
  type ConsentDecision,
  type ConsentInput,
  type ConsentMethod,
  type Consents,
  consentDecisions,
  consentFor,
  consentMethods,
  type ConsentStatus,
  consentStatuses,
  mayUseFor,
  recordConsent,
} from "./consents.ts";
export {
  type Container,
  containerCounter,
  containerOfObject,
  containersByKind,
  rootScalars,
} from "./containers.ts";
export {
  CLINIC_ID,
  type DocAddress,
  type DocId,
  deriveDocId,
  derivationPath,
  docIdFromBytes,
  docIdHex,
  docIdToBytes,
  isValidAddress,
  parseDocId,
  utcDay,
  utcYear,
  vitalsDocId,
} from "./doc-id.ts";
export {
  type DocKind,
  docKinds,
  isDocKind,
  isPatientOwned,
  type PatientOwnedKind,
  patientOwnedKinds,
} from "./doc-kind.ts";
export {
  type EffectiveReading,
  effectiveReadings,
  type ReadingState,
  rivalsOf,
} from "./effective-readings.ts";
export { type EntriesDoc, ENTRY_KEY, entriesUnder, entryKey, setEntry } from "./entries-doc.ts";
export { type ImportedIdentity, importedIdentity, sourceNonce } from "./imported.ts";
export {
  addMinute,
  listMinutes,
  type Minute,
  MINUTE_MS,
  MINUTE_VERSION,
  type MinuteErrorCode,
  minuteKey,
  minuteOf,
  minuteSchema,
  type MinuteVital,
  minuteVitals,
  type MonitorDoc,
  parseMinute,
  type VitalSummary,
} from "./minute.ts";
export { canEditSchema, migrateReading, READING_VERSION } from "./migrate.ts";
export {
  editIdentifier,
  editIdentity,
  type Identity,
  type IdentityField,
  identifierSystems,
  identityFields,
  type NewPatient,
  type PatientDoc,
  type PatientView,
  patientRoot,
  viewPatient,
} from "./patient.ts";
export { isPatientCode, patientCode } from "./patient-code.ts";
export {
  type AccessPurposeCode,
  accessPurposeCodes,
  isPurpose,
  type Purpose,
  purposeCodes,
  purposeDisplays,
  purposes,
} from "./purposes.ts";
export {
  canonicalReading,
  parseReading,
  READING_MAX_BYTES,
  type Reading,
  type ReadingErrorCode,
  type ReadingId,
  readingIdOf,
  readingSchema,
  sealReading,
} from "./reading.ts";
export { DOCUMENT_SCHEMA, fixed, ROOT_ACTOR, type RootChange, rootChange, textOf } from "./root-change.ts";
export {
  addReading,
  listReadings,
  type StoredReading,
  type UnreadableReading,
  type VitalsDoc,
} from "./vitals-doc.ts";
export {
  type Acknowledgement,
  acknowledge,
  acknowledgements,
  nameBed,
  nameWard,
  removeBed,
  settleAssignment,
  type WardBed,
  wardBeds,
  wardName,
} from "./ward-beds.ts";
export {
  type AssignmentEntry,
  assignmentsOf,
  bedPatientKey,
  bedSensorKey,
  setBedPatient,
  setBedSensor,
  type Step,
} from "./ward-keys.ts";
