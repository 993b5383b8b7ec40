import {
  acceptQuarantine,
  handInToAdmin,
  listQuarantine,
  myQuarantine,
  type QuarantineItem,
  rejectQuarantine,
} from "@arogyasync/shared/api";
import { base64UrlToBytes, bytesToHex } from "@arogyasync/shared/bytes";
import { decodeHandIn } from "@arogyasync/shared/protocol";
import { ok } from "@arogyasync/shared/result";
import type { DecideErrorCode, QuarantineDesk } from "../../core/accept.ts";
import type { HandInDesk, HandInErrorCode } from "../../core/hand-in.ts";
import type { DecisionRow } from "../../core/log-store.ts";
import type { Inbox, InboxItem } from "../../core/quarantine.ts";
import { type QuarantineStore, stateOf } from "../../core/quarantine-store.ts";
import { type ApiFailure, refuse, type Serve } from "./serve.ts";

const MAX_OWN = 1_000;

const failures: Readonly<Record<DecideErrorCode | HandInErrorCode, readonly [ApiFailure["status"], string]>> =
  {
    "reason-needed": [422, "Give a reason: it is written down with the decision."],
    "not-found": [404, "Some of these are not in the quarantine of your clinics."],
    "already-accepted": [409, "What has entered the record cannot be rejected. Correct the record instead."],
    storage: [507, "The relay cannot store just now. Nothing is lost: try again."],
    malformed: [400, "The upload could not be read."],
    "quarantine-full": [
      507,
      "So much of this device is in quarantine that an administrator must look first.",
    ],
  };
const failed = (code: keyof typeof failures) => refuse(failures[code][0], code, failures[code][1]);

const decisionView = (d: DecisionRow) => ({
  verdict: d.verdict,
  outcome: d.outcome,
  by: d.by,
  reason: d.reason,
  atMs: d.at,
});

const nameIn = (view: string | undefined): string | undefined => {
  const identity = (JSON.parse(view ?? "{}") as { identity?: { name?: unknown } }).identity;
  return typeof identity?.name === "string" ? identity.name : undefined;
};

/** An item as it leaves the relay. Nothing absent is sent as null. */
export const itemView = (item: InboxItem): QuarantineItem => {
  const { change, content } = item;
  const { no, code, doc, isHandedIn, courier, receivedAt, note, batch, author, device } = change;
  const { state, clinics, mayRead, signedAt, revokedAt, patient, deviceLabel, authorName } = item;
  const patientName = nameIn(item.patientView);
  const isVitals = doc.kind === "vitals";
  return {
    no,
    state,
    code,
    kind: doc.kind,
    isHandedIn,
    courier,
    receivedAtMs: receivedAt,
    clinics,
    mayRead,
    device: { id: device, ...(deviceLabel === undefined ? {} : { label: deviceLabel }) },
    ...(note === undefined ? {} : { note }),
    ...(batch === undefined ? {} : { batch }),
    ...(author === "" ? {} : { author: { id: author, name: authorName ?? author } }),
    ...(signedAt === undefined ? {} : { signedAtMs: signedAt }),
    ...(revokedAt === undefined ? {} : { revokedAtMs: revokedAt }),
    ...(patient === undefined ? {} : { patientId: patient }),
    ...(patientName === undefined ? {} : { patientName }),
    ...(change.decision ? { decision: decisionView(change.decision) } : {}),
    ...(content
      ? {
          content: {
            atMs: content.timeS * 1000,
            isRegistration: content.site !== undefined,
            readings: isVitals ? content.entries.map((e) => String(e.value)) : [],
            fields: isVitals
              ? []
              : content.entries.map(({ container, key, value }) => ({
                  container,
                  field: key,
                  ...(value === undefined ? {} : { value: String(value) }),
                })),
          },
        }
      : {}),
  };
};

/** The administrator's inbox, and each person's view of their own. [QR3] */
export const quarantineApi = (
  serve: Serve,
  deps: {
    readonly inbox: Inbox;
    readonly decide: QuarantineDesk;
    readonly desk: HandInDesk;
    readonly quarantine: QuarantineStore;
  },
): void => {
  const { inbox, decide, desk, quarantine } = deps;
  serve(listQuarantine, async ({ state, before }, { principal, device }) => {
    const page = await inbox.page(principal, { state, before }, device);
    return ok({
      items: page.items.map(itemView),
      ...(page.before === undefined ? {} : { before: page.before }),
    });
  });
  serve(acceptQuarantine, async ({ withDependencies = true, mayRecreate = true, ...rest }, { principal }) => {
    const done = await decide.accept(principal, { ...rest, withDependencies, mayRecreate });
    if (!done.ok) return failed(done.error);
    return ok({
      results: done.value.map(({ code, ...result }) => ({
        ...result,
        ...(code === undefined ? {} : { code }),
      })),
    });
  });
  serve(rejectQuarantine, async (input, { principal }) => {
    const done = await decide.reject(principal, input);
    return done.ok ? ok({ rejected: done.value }) : failed(done.error);
  });
  serve(myQuarantine, async (_, { principal }) => {
    const own = await quarantine.list({
      state: "all",
      author: principal.userId,
      before: undefined,
      limit: MAX_OWN,
    });
    return ok({
      changes: own.map((change) => ({
        hash: bytesToHex(change.hash),
        state: stateOf(change),
        isHandedIn: change.isHandedIn,
        ...(change.decision ? { decision: decisionView(change.decision) } : {}),
      })),
    });
  });
  serve(handInToAdmin, async ({ body }, { principal, device }) => {
    const decoded = /^[A-Za-z0-9_-]*$/.test(body)
      ? decodeHandIn(base64UrlToBytes(body))
      : ({ ok: false, error: "malformed" } as const);
    if (!decoded.ok) return failed("malformed");
    const receipt = await desk.receive({ handIn: decoded.value, courier: principal.userId, device });
    return receipt.ok ? receipt : failed(receipt.error);
  });
};
