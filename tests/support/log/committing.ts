import { isDeepStrictEqual } from "node:util";
import { inflateRawSync } from "node:zlib";
import * as A from "@automerge/automerge";
import type { Principal } from "@arogyasync/shared/authority";
import { plainChange } from "@arogyasync/shared/changes";
import { type DocAddress, docIdToBytes } from "@arogyasync/shared/records";
import {
  type ChangeMaker,
  type CommitPush,
  contextQuery,
  createInlineWorkshop,
  decide,
  type LogStore,
  type MadeChange,
  type PushOutcome,
} from "@arogyasync/sync-server/testing";

const workshop = createInlineWorkshop();
const RECEIVED_AT = Date.UTC(2026, 10, 20, 6);

/** A push as the relay has it between judging and committing. */
export const judged = async (
  maker: ChangeMaker,
  principal: Principal,
  changes: readonly MadeChange[],
): Promise<CommitPush> => {
  const push = await maker.push(changes);
  const result = await workshop.judge({
    ...push,
    wantRoot: push.docs.map(() => true),
    principals: [principal],
    culprits: [],
  });
  if (!result.ok) throw new Error(result.error);
  return {
    docs: push.docs,
    judged: result.value,
    manifests: push.manifests,
    principals: [principal],
    courier: principal.userId,
    device: "device-0001",
    receivedAt: RECEIVED_AT,
  };
};

/** Commits pushes together; gives each change's status or code. */
export const commitAll = async (store: LogStore, pushes: readonly CommitPush[]): Promise<string[][]> => {
  const outcomes = await store.append(contextQuery(pushes), (context) => decide(context, pushes));
  return outcomes.map((outcome: PushOutcome) => outcome.map((o) => ("code" in o ? o.code : o.status)));
};

/** A change in Automerge's own encoding whose every part is chosen freely. */
export const crafted = async (
  id: MadeChange["id"],
  address: DocAddress,
  parts: {
    readonly actor: string;
    readonly seq: number;
    readonly startOp: number;
    readonly deps: readonly string[];
    readonly ops: readonly object[];
  },
): Promise<MadeChange> => {
  const change = { time: 1_700_000_000, message: null, ...parts, deps: parts.deps.toSorted() };
  const bytes = await plainChange(
    A.encodeChange(change as unknown as A.DecodedChange),
    async (data, maxBytes) => inflateRawSync(data, { maxOutputLength: maxBytes }),
  );
  return { id, address, bytes };
};

/** Every change of a document that the log holds, in the log's order. */
export const storedChanges = async (store: LogStore, id: MadeChange["id"]): Promise<Uint8Array[]> => {
  const key = Buffer.from(docIdToBytes(id));
  const all = await store.readLog(0, 1_000_000);
  return all.filter((row) => key.equals(row.doc.id)).map((row) => new Uint8Array(row.bytes));
};

/** What is wrong with a document as a device would have it; undefined when it opens, edits, saves and loads. */
export const damageOf = (changes: readonly Uint8Array[], edit: A.ChangeFn<unknown>): string | undefined => {
  try {
    const built = A.applyChanges(A.init<unknown>(), [...changes])[0];
    for (const doc of [built, A.change(A.clone(built), edit)]) {
      const again = A.load<unknown>(A.save(doc));
      if (A.getHeads(again).sort().join() !== A.getHeads(doc).sort().join())
        return "other heads after loading";
      if (!isDeepStrictEqual(A.toJS(again), A.toJS(doc))) return "other values after loading";
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
