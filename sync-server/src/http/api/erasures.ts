import { erasePatient, listErasures, previewErasure, reportErased } from "@arogyasync/shared/api";
import { ok } from "@arogyasync/shared/result";
import type { ErasureErrorCode, Erasures } from "../../core/erasure.ts";
import { type ApiFailure, refuse, type Serve } from "./serve.ts";

const failures: Readonly<Record<ErasureErrorCode, readonly [ApiFailure["status"], string]>> = {
  "unknown-patient": [404, "There is no patient with this id."],
  "scope-refused": [403, "This patient belongs to clinics that are not yours."],
  "reason-needed": [422, "Give a reason: it is written down."],
  "confirmation-wrong": [422, "Type the patient's code, or the id, once more."],
  "already-erased": [409, "This patient was erased already."],
};
const failed = (code: ErasureErrorCode) => refuse(failures[code][0], code, failures[code][1]);

/** Erasure by law: what would go, doing it, the book of it, and devices' receipts. [TR30] [TR36] */
export const erasuresApi = (serve: Serve, erasures: Erasures): void => {
  serve(previewErasure, async ({ patient }, caller) => {
    const preview = await erasures.preview(patient, caller);
    return preview.ok ? preview : failed(preview.error);
  });
  serve(erasePatient, async (request, caller) => {
    const done = await erasures.erase(request, caller);
    return done.ok ? ok({ erasure: done.value }) : failed(done.error);
  });
  serve(listErasures, async (_, { principal }) => ok({ erasures: await erasures.list(principal) }));
  serve(reportErased, async ({ receipts }) => {
    await erasures.receive(receipts);
    return ok({ done: receipts.map(({ patient }) => patient) });
  });
};
