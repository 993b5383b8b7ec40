import { applyRevocation, listRevocations } from "@arogyasync/shared/api";
import { ok } from "@arogyasync/shared/result";
import type { RevocationErrorCode, RevocationRow, Revocations } from "../../core/revocation.ts";
import { type ApiFailure, refuse, type Serve } from "./serve.ts";

const failures: Readonly<Record<RevocationErrorCode, readonly [ApiFailure["status"], string]>> = {
  "reason-needed": [422, "Give a reason: it is written down."],
  "confirmation-wrong": [422, "Type the name once more exactly as it stands there."],
  "unknown-device": [404, "There is no such device."],
  "unknown-user": [404, "There is no such person, or this cannot be done to a person."],
  "scope-refused": [403, "Nobody of your clinics is concerned. Ask their administrator."],
  "role-refused": [403, "Only an administrator may switch off an administrator."],
  "not-yourself": [409, "Nobody switches themselves off. Ask another administrator."],
  "already-wiped": [409, "This device has said that it is empty. Enrol it anew."],
};
const view = ({ at, ...row }: RevocationRow) => ({ ...row, atMs: at });

/** Switching off devices and people, and the book of it. [QR22] */
export const revocationsApi = (serve: Serve, revocations: Revocations): void => {
  serve(applyRevocation, async (request, { principal }) => {
    const done = await revocations.apply(request, principal);
    if (done.ok) return ok({ done: view(done.value) });
    const [status, message] = failures[done.error];
    return refuse(status, done.error, message);
  });
  serve(listRevocations, async (_, { principal }) => {
    const { rows, wipes } = await revocations.list(principal);
    return ok({
      revocations: rows.map(view),
      wipes: wipes.map(({ device, user, cause, at, receivedAt, handedIn, lost }) => ({
        device,
        user,
        cause,
        atMs: at,
        receivedAtMs: receivedAt,
        handedIn,
        lost,
      })),
    });
  });
};
