import type { AccessEntry } from "@arogyasync/shared/access";
import {
  listAccess,
  listEmergencies,
  reportReads,
  reviewEmergency,
  verifyAccess,
} from "@arogyasync/shared/api";
import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Clock } from "@arogyasync/shared/ports";
import { ok } from "@arogyasync/shared/result";
import type { AccessLog } from "../../core/access-log.ts";
import {
  reviewEmergency as review,
  type ReviewErrorCode,
  type ReviewRow,
  type ReviewStore,
  waitingEmergencies,
} from "../../core/access-reviews.ts";
import type { AccessStore } from "../../core/access-store.ts";
import { viewAccess } from "../../core/access-view.ts";
import type { AccountStore } from "../../core/accounts.ts";
import type { LogStore } from "../../core/log-store.ts";
import { entriesOfReads } from "../../core/own-reads.ts";
import { type ApiFailure, refuse, type Serve } from "./serve.ts";

const failures: Readonly<Record<ReviewErrorCode, readonly [ApiFailure["status"], string]>> = {
  "not-found": [404, "There is no such emergency access that concerns your clinics."],
  "own-emergency": [
    409,
    "Nobody reviews their own emergency access. Ask another administrator or an auditor.",
  ],
  "already-reviewed": [409, "Somebody has reviewed this already."],
  "reason-needed": [422, "Say in a few words what you found: it is written down."],
};
const reviewView = ({ at, ...row }: ReviewRow) => ({ ...row, atMs: at });

/** The access log: devices hand in what they saw, administrators and auditors read it and have it recomputed. */
export const accessApi = (
  serve: Serve,
  deps: {
    readonly log: AccessLog;
    readonly store: AccessStore;
    readonly accounts: AccountStore;
    readonly docs: Pick<LogStore, "findDocs">;
    readonly reviews: ReviewStore;
    readonly clock: Clock;
    readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  },
): void => {
  serve(reportReads, async ({ reads }, { principal, device }) => {
    const courier = { person: principal.userId, roles: principal.roles, device };
    await deps.log.record(await entriesOfReads(reads, courier, deps));
    return ok({ done: reads.map(({ read }) => read.id) });
  });
  const shown = async (entries: readonly AccessEntry[]) => {
    const people: Record<string, string> = {};
    const reviews = await deps.reviews.of(entries.flatMap((e) => (e.what === "break-glass" ? [e.no] : [])));
    const logins = [
      ...entries.flatMap((e) => [e.person, e.courier ?? e.person]),
      ...reviews.map((r) => r.by),
    ];
    for (const login of new Set(logins)) {
      const user = await deps.accounts.findUser(login);
      if (user) people[login] = user.name;
    }
    return { entries, people, reviews: reviews.map(reviewView) };
  };
  serve(listAccess, async (query, { principal }) => {
    const { entries, next } = await viewAccess(principal, query, deps);
    return ok({ ...(await shown(entries)), ...(next === undefined ? {} : { next }) });
  });
  serve(listEmergencies, async (_, { principal }) =>
    ok(await shown(await waitingEmergencies(principal, deps))),
  );
  serve(reviewEmergency, async (request, { principal }) => {
    const done = await review(principal, request, deps);
    if (done.ok) return ok({ review: reviewView(done.value) });
    const [status, message] = failures[done.error];
    return refuse(status, done.error, message);
  });
  serve(verifyAccess, async ({ expected }) => {
    const known = expected && { no: expected.no, hash: base64UrlToBytes(expected.hash) };
    const { head, fault, ...rest } = await deps.log.verify(known);
    return ok({
      ...rest,
      head: { no: head.no, hash: bytesToBase64Url(head.hash) },
      ...(fault ? { fault } : {}),
    });
  });
};
