import { lookUpPatient, openEmergency, readEmergency } from "@arogyasync/shared/api";
import type { Emergency, EmergencyErrorCode } from "../../core/emergency.ts";
import type { Result } from "@arogyasync/shared/result";
import { type ApiFailure, refuse, type Serve } from "./serve.ts";

const failures: Readonly<Record<EmergencyErrorCode, readonly [ApiFailure["status"], string]>> = {
  "query-too-short": [400, "Type at least three letters or a whole number."],
  "too-many-lookups": [429, "You have looked for very many patients. Wait an hour, or ask their clinic."],
  "unknown-patient": [404, "There is no patient with this id."],
  "own-patient": [409, "This patient belongs to your clinic. Open the record in the usual way."],
  "reason-needed": [422, "Say why in a few words: it is written down and looked at."],
  "emergency-over": [403, "The hour is over. Give a reason again."],
};
const answer = <T>(result: Result<T, EmergencyErrorCode>) =>
  result.ok ? result : refuse(failures[result.error][0], result.error, failures[result.error][1]);

/** Emergency access to patients of other clinics. [TR40] */
export const emergencyApi = (serve: Serve, emergency: Emergency): void => {
  serve(lookUpPatient, async ({ query }, caller) => answer(await emergency.search(query, caller)));
  serve(openEmergency, async (request, caller) => answer(await emergency.open(request, caller)));
  serve(readEmergency, async ({ patient }, caller) => answer(await emergency.read(patient, caller)));
};
