import type { Principal, Role } from "@arogyasync/shared/authority";
import { bytesToHex, concatBytes } from "@arogyasync/shared/bytes";
import { type ChangeHeader, readChange } from "@arogyasync/shared/changes";
import type { Clock, Random, Signer } from "@arogyasync/shared/ports";
import { docIdToBytes } from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import { type AccountStore, principalOf } from "./accounts.ts";
import type { ItemOutcome } from "./decide.ts";
import type { GroupCommit } from "./group-commit.ts";
import { type Chosen, manifestsFor, runsOf } from "./accept-runs.ts";
import { keyOf } from "./keys.ts";
import type { DecisionRow, DocName, LogStore } from "./log-store.ts";
import { type Inbox, isReadable, patientOf } from "./quarantine.ts";
import { type QuarantinedChange, type QuarantineStore, stateOf } from "./quarantine-store.ts";
import { recreate } from "./recreate.ts";
import type { Workshop } from "./workshop.ts";

export interface AcceptResult {
  readonly no: number;
  /** As in `DecisionRow`; `missing`: it builds on what is not there; `refused`: its content is not admissible. */
  readonly outcome: DecisionRow["outcome"] | "missing" | "refused";
  readonly code: string | undefined;
  /** Names (hex) of the changes it builds on that are neither in the log nor accepted with it. */
  readonly missing: readonly string[];
  /** It was not chosen, but what was chosen builds on it. */
  readonly isDependency: boolean;
}
export type DecideErrorCode = "reason-needed" | "not-found" | "already-accepted" | "storage";

export interface QuarantineDesk {
  accept(
    by: Principal,
    input: {
      readonly nos: readonly number[];
      readonly reason: string;
      /** Also accepts the open changes that the chosen ones build on. */
      readonly withDependencies: boolean;
      /** Where a change itself cannot enter the log any more, lets the relay make its content again. */
      readonly mayRecreate: boolean;
    },
  ): Promise<Result<AcceptResult[], DecideErrorCode>>;
  reject(
    by: Principal,
    input: { readonly nos: readonly number[]; readonly reason: string },
  ): Promise<Result<number, DecideErrorCode>>;
}

export interface DeskDeps {
  readonly inbox: Inbox;
  readonly quarantine: QuarantineStore;
  readonly store: Pick<LogStore, "findDocs">;
  readonly accounts: Pick<AccountStore, "findKey">;
  readonly workshop: Pick<Workshop, "judge" | "pack" | "recreate">;
  readonly commits: Pick<GroupCommit, "submit">;
  /** Resolves when the projection has everything committed: what is there already is not made again. */
  readonly catchUp: () => Promise<void>;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: Random;
}

const MIN_REASON_LENGTH = 3;
/**
 * Whose writing an administrator may vouch for: that its author was entitled, not that what it says is admissible. The
 * rules about content hold for an accepted change as for any other. [QR4]
 */
const VOUCHED_ROLES: readonly Role[] = ["field", "hospital", "device-manager", "admin"];
export const vouchedFor = (author: Principal, by: Principal): Principal => ({
  userId: author.userId,
  roles: [...new Set([...author.roles, ...VOUCHED_ROLES])],
  clinics: by.clinics,
});

const headerOf = (change: QuarantinedChange): ChangeHeader | undefined => {
  const header = isReadable(change) ? readChange(change.bytes) : undefined;
  return header?.ok ? header.value : undefined;
};

/** Patients before what hangs on them, and within a document causal order. */
const causally = (a: Chosen, b: Chosen): number => {
  const rank = ({ change }: Chosen) => (change.doc.kind === "patient" ? 0 : 1);
  return (
    rank(a) - rank(b) || (a.header?.startOp ?? 0) - (b.header?.startOp ?? 0) || a.change.no - b.change.no
  );
};

export const createQuarantineDesk = (deps: DeskDeps): QuarantineDesk => {
  const { inbox, quarantine, store, clock } = deps;

  /** Open changes that this one builds on: its own past, and the registration of its patient. */
  const pastOf = async (change: QuarantinedChange): Promise<QuarantinedChange[]> => {
    const past: QuarantinedChange[] = [];
    for (const dep of headerOf(change)?.deps ?? []) {
      const found = await quarantine.findByName(change.doc.id, dep);
      if (found) past.push(found);
    }
    const patient = patientOf(change);
    if (patient !== undefined) {
      const id = docIdToBytes(patient);
      if ((await store.findDocs([id])).length === 0)
        past.push(...(await quarantine.findOfDoc(id)).filter((c) => headerOf(c)?.deps.length === 0));
    }
    return past.filter((c) => stateOf(c) === "open");
  };

  const choose = async (by: Principal, nos: readonly number[], withPast: boolean): Promise<Chosen[]> => {
    const chosen = new Map<number, Chosen>();
    let next = [...nos];
    while (next.length > 0) {
      const items = await inbox.find(by, next);
      next = [];
      for (const { change, content } of items) {
        const isDependency = !nos.includes(change.no);
        chosen.set(change.no, { change, header: headerOf(change), content, isDependency });
        if (!withPast) continue;
        for (const before of await pastOf(change))
          if (!chosen.has(before.no) && !next.includes(before.no)) next.push(before.no);
      }
    }
    return [...chosen.values()].sort(causally);
  };

  interface Judged {
    readonly one: Chosen;
    readonly item: ItemOutcome;
    /** Whose valid signature covers it. */
    readonly author: Principal | undefined;
  }

  const admitRun = async (
    by: Principal,
    run: readonly Chosen[],
    reason: string,
  ): Promise<Result<Judged[], "storage">> => {
    const manifests = await manifestsFor(quarantine, run);
    const keys = await Promise.all(manifests.map((m) => deps.accounts.findKey(m.key)));
    const authors = keys.map((k) => (k ? vouchedFor(principalOf(k.user), by) : null));
    const docs: DocName[] = [];
    const docIndexes = run.map(({ change: { doc } }) => {
      const known = docs.findIndex(
        (d) =>
          keyOf(d.id) === keyOf(doc.id) &&
          d.kind === doc.kind &&
          d.owner === doc.owner &&
          d.period === doc.period,
      );
      return known >= 0 ? known : docs.push(doc) - 1;
    });
    const wantRoot: boolean[] = [];
    for (const doc of docs) wantRoot.push((await store.findDocs([doc.id])).length === 0);
    const pack = await deps.workshop.pack({
      docIndexes,
      lengths: run.map(({ change }) => change.bytes.length),
      blob: concatBytes(...run.map(({ change }) => change.bytes)),
    });
    const judged = await deps.workshop.judge({
      pack,
      docs,
      wantRoot,
      manifests,
      principals: authors,
      culprits: [],
    });
    if (!judged.ok)
      return ok(
        run.map((one) => ({ one, item: { status: "refused", code: judged.error }, author: undefined })),
      );
    const committed = await deps.commits.submit({
      docs,
      judged: judged.value,
      manifests,
      principals: authors,
      courier: by.userId,
      device: run[0]?.change.device ?? "",
      receivedAt: clock.now(),
      acceptance: { by: by.userId, reason },
    });
    if (!committed.ok) return err("storage");
    return ok(
      run.map((one, i): Judged => {
        const at = judged.value.changes[i]?.manifest ?? -1;
        const isSigned = judged.value.isSigned[at] ?? false;
        return { one, item: committed.value.outcome[i]!, author: (isSigned && authors[at]) || undefined };
      }),
    );
  };

  /** What a change builds on that is not in the log. */
  const missingOf = async ({ change, header }: Chosen): Promise<string[]> => {
    const missing: string[] = [];
    for (const dep of header?.deps ?? [])
      if (!(await quarantine.isInLog(change.doc.id, dep))) missing.push(bytesToHex(dep));
    return missing;
  };

  const conclude = async (
    by: Principal,
    { one, item, author }: Judged,
    input: { readonly reason: string; readonly mayRecreate: boolean },
  ): Promise<AcceptResult> => {
    const { change, isDependency } = one;
    const base = { no: change.no, isDependency, missing: [] as string[], code: undefined };
    if (item.status === "stored" || item.status === "duplicate") return { ...base, outcome: item.status };
    if (input.mayRecreate && author && one.header) {
      const made = await recreate(deps, {
        change,
        header: one.header,
        code: item.code,
        author,
        by,
        reason: input.reason,
      });
      if (made) return { ...base, outcome: "recreated" };
    }
    const missing = await missingOf(one);
    const isMissing = item.status === "retry" || item.code === "depends-on-refused";
    return { ...base, outcome: isMissing ? "missing" : "refused", code: item.code, missing };
  };

  /** Readings that are in the record already, brought by another change: nothing is to be done but to say so. */
  const isPresent = async ({ change, content }: Chosen): Promise<boolean> =>
    change.doc.kind === "vitals" &&
    content !== undefined &&
    quarantine.hasReadings(
      change.doc.owner,
      content.entries.map((e) => e.key),
    );

  const decision = (
    change: QuarantinedChange,
    by: Principal,
    reason: string,
    outcome: "present" | "rejected",
  ): DecisionRow => ({
    doc: change.doc.id,
    hash: change.hash,
    verdict: outcome === "rejected" ? "rejected" : "accepted",
    outcome,
    resultHash: undefined,
    by: by.userId,
    reason,
    at: clock.now(),
  });

  return {
    async accept(by, input) {
      const reason = input.reason.trim();
      if (reason.length < MIN_REASON_LENGTH) return err("reason-needed");
      const chosen = await choose(by, input.nos, input.withDependencies);
      if (input.nos.some((no) => !chosen.some((c) => c.change.no === no))) return err("not-found");
      await deps.catchUp();
      const results: AcceptResult[] = [];
      const toJudge: Chosen[] = [];
      for (const one of chosen) {
        const { change, isDependency } = one;
        const base = { no: change.no, isDependency, missing: [], code: undefined };
        if (change.isInLog || change.decision?.verdict === "accepted")
          results.push({ ...base, outcome: "duplicate" });
        else if (await isPresent(one)) {
          await quarantine.recordDecisions([decision(change, by, reason, "present")]);
          results.push({ ...base, outcome: "present" });
        } else if (!one.header) results.push({ ...base, outcome: "refused", code: change.code });
        else toJudge.push(one);
      }
      for (const run of await runsOf(quarantine, toJudge)) {
        const judged = await admitRun(by, run, reason);
        if (!judged.ok) return judged;
        for (const one of judged.value)
          results.push(await conclude(by, one, { reason, mayRecreate: input.mayRecreate }));
      }
      return ok(results);
    },

    async reject(by, input) {
      const reason = input.reason.trim();
      if (reason.length < MIN_REASON_LENGTH) return err("reason-needed");
      const items = await inbox.find(by, input.nos);
      if (items.length < input.nos.length) return err("not-found");
      if (items.some((i) => i.state === "accepted")) return err("already-accepted");
      await quarantine.recordDecisions(items.map(({ change }) => decision(change, by, reason, "rejected")));
      return ok(items.length);
    },
  };
};
