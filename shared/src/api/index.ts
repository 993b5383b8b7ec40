export {
  type AccessReview,
  type AccessVerification,
  type ChainHeadView,
  listAccess,
  listEmergencies,
  MAX_ENTRIES_PER_PAGE,
  MAX_READS_PER_REPORT,
  reportReads,
  reviewEmergency,
  type SignedRead,
  signedRead,
  verifyAccess,
} from "./access.ts";
export { type DeviceView, listDevices } from "./devices.ts";
export {
  type EnrolmentCodeView,
  enrolmentPeople,
  issueEnrolment,
  listEnrolments,
  MAX_ENROLMENT_HOURS,
  withdrawEnrolment,
} from "./enrolments.ts";
export { type Endpoint, endpoint, mayCall } from "./endpoint.ts";
export {
  type EmergencyCause,
  emergencyCauses,
  type EmergencyRecord,
  lookUpPatient,
  type LookupHit,
  MIN_LOOKUP_LENGTH,
  openEmergency,
  readEmergency,
} from "./emergency.ts";
export {
  erasePatient,
  type ErasurePreview,
  type ErasureView,
  type HolderView,
  listErasures,
  MAX_RECEIPTS_PER_REPORT,
  previewErasure,
  reportErased,
} from "./erasures.ts";
export {
  acceptQuarantine,
  type AcceptResultView,
  handInToAdmin,
  listQuarantine,
  myQuarantine,
  type QuarantineItem,
  quarantineItem,
  rejectQuarantine,
} from "./quarantine.ts";
export { applyRevocation, listRevocations, type RevocationView } from "./revocations.ts";
export {
  changePassword,
  endOwnSession,
  endSessionsOf,
  listOwnSessions,
  listSessionsOf,
  type SessionView,
  signOutHere,
} from "./sessions.ts";
export { addUser, listUsers, resetPassword, updateUser, type UserView } from "./users.ts";
