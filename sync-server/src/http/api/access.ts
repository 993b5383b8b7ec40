import { listAccess, reportReads, verifyAccess } from "@arogyasync/shared/api";
import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import { ok } from "@arogyasync/shared/result";
import type { AccessLog } from "../../core/access-log.ts";
import type { AccessStore } from "../../core/access-store.ts";
import { viewAccess } from "../../core/access-view.ts";
import type { AccountStore } from "../../core/accounts.ts";
import type { LogStore } from "../../core/log-store.ts";
import { entriesOfReads } from "../../core/own-reads.ts";
import type { Serve } from "./serve.ts";

/** The access log: devices hand in what they saw, administrators and auditors read it and have it recomputed. */
export const accessApi = (
  serve: Serve,
  deps: {
    readonly log: AccessLog;
    readonly store: AccessStore;
    readonly accounts: AccountStore;
    readonly docs: Pick<LogStore, "findDocs">;
    readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  },
): void => {
  serve(reportReads, async ({ reads }, { principal, device }) => {
    const courier = { person: principal.userId, roles: principal.roles, device };
    await deps.log.record(await entriesOfReads(reads, courier, deps));
    return ok({ done: reads.map(({ read }) => read.id) });
  });
  serve(listAccess, async (query, { principal }) => {
    const { entries, next } = await viewAccess(principal, query, deps);
    return ok({ entries, ...(next === undefined ? {} : { next }) });
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
