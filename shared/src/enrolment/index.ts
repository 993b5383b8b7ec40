export {
  ENROLMENT_CODE_LENGTH,
  type EnrolmentCodeError,
  enrolmentCodeHash,
  groupedCode,
  newEnrolmentCode,
  readEnrolmentCode,
} from "./code.ts";
export { codeInFragment, enrolmentLink } from "./link.ts";
