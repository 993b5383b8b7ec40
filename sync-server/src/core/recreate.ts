import type { Principal } from "@arogyasync/shared/authority";
import { type ChangeHeader, freshActor, readChange, signManifest } from "@arogyasync/shared/changes";
import type { Clock, Random, Signer } from "@arogyasync/shared/ports";
import { rootChange } from "@arogyasync/shared/records";
import type { GroupCommit } from "./group-commit.ts";
import type { LogStore } from "./log-store.ts";
import type { QuarantinedChange, QuarantineStore } from "./quarantine-store.ts";
import type { Workshop } from "./workshop.ts";

/** Why a change itself cannot enter the log though what it says may: its past, its numbers, or whom it names. */
const MENDABLE: ReadonlySet<string> = new Set([
  "actor-seq",
  "start-op",
  "missing-dep",
  "depends-on-refused",
  "reading-author",
]);

/**
 * Makes the content of a quarantined change again in a change of the relay's own: on the document's first change, so
 * that it stands beside what was written since and overrides none of it; with the original's time; signed by the
 * relay's key in the true author's name, brought by the administrator who accepted it. A reading keeps its bytes and
 * so its id. Gives whether it is in the log now. [QR6]
 */
export const recreate = async (
  deps: {
    readonly quarantine: Pick<QuarantineStore, "firstChange">;
    readonly store: Pick<LogStore, "findDocs">;
    readonly workshop: Pick<Workshop, "judge" | "pack" | "recreate">;
    readonly commits: Pick<GroupCommit, "submit">;
    readonly signer: Signer;
    readonly clock: Clock;
    readonly random: Random;
  },
  input: {
    readonly change: QuarantinedChange;
    readonly header: ChangeHeader;
    readonly code: string;
    readonly author: Principal;
    readonly by: Principal;
    readonly reason: string;
  },
): Promise<boolean> => {
  const { change, header, author, by } = input;
  const { doc } = change;
  if (!MENDABLE.has(input.code) || header.deps.length === 0) return false;
  const root = doc.kind === "patient" ? await deps.quarantine.firstChange(doc.id) : rootChange(doc).bytes;
  if (!root) return false;
  const bytes = await deps.workshop.recreate({
    kind: doc.kind,
    root,
    original: change.bytes,
    author: author.userId,
    actor: freshActor(deps.signer.publicKey, deps.random),
    timeS: header.time,
  });
  const made = bytes && readChange(bytes);
  if (!bytes || !made?.ok) return false;
  const receivedAt = deps.clock.now();
  const manifests = [await signManifest(deps.signer, receivedAt, [{ doc: doc.id, hash: made.value.hash }])];
  const principals = [author];
  const wantRoot = [(await deps.store.findDocs([doc.id])).length === 0];
  const pack = await deps.workshop.pack({ docIndexes: [0], lengths: [bytes.length], blob: bytes });
  const judged = await deps.workshop.judge({
    pack,
    docs: [doc],
    wantRoot,
    manifests,
    principals,
    culprits: [],
  });
  if (!judged.ok) return false;
  const committed = await deps.commits.submit({
    docs: [doc],
    judged: judged.value,
    manifests,
    principals,
    courier: by.userId,
    device: change.device,
    receivedAt,
    acceptance: { by: by.userId, reason: input.reason, inPlaceOf: [{ doc: doc.id, hash: change.hash }] },
  });
  const item = committed.ok ? committed.value.outcome[0] : undefined;
  return item?.status === "stored" || item?.status === "duplicate";
};
