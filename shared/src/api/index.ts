export {
  type AccessVerification,
  type ChainHeadView,
  listAccess,
  MAX_ENTRIES_PER_PAGE,
  MAX_READS_PER_REPORT,
  reportReads,
  type SignedRead,
  signedRead,
  verifyAccess,
} from "./access.ts";
export { type DeviceView, listDevices } from "./devices.ts";
export { type Endpoint, endpoint, mayCall } from "./endpoint.ts";
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
