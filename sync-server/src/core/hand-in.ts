import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { ChangeName } from "@arogyasync/shared/changes";
import type { Clock, Signer } from "@arogyasync/shared/ports";
import { type HandIn, handInFates, type HandInReceipt, handInReceiptBody } from "@arogyasync/shared/protocol";
import { err, ok, type Result } from "@arogyasync/shared/result";
import { type AccountStore, principalOf } from "./accounts.ts";
import type { ItemOutcome } from "./decide.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { LogStore } from "./log-store.ts";
import type { QuarantineStore } from "./quarantine-store.ts";
import { authorStandingOf, holdBack } from "./standing.ts";
import type { Workshop } from "./workshop.ts";

export type HandInErrorCode = "malformed" | "quarantine-full" | "storage";

/** What one device may have in quarantine undecided: months of one phone's work, and no way to fill a disk. */
export const MAX_OPEN_BYTES_PER_DEVICE = 64 * 1024 * 1024;

export interface HandInDesk {
  /**
   * Takes an upload: what its authors may write enters the log like any push, the rest lies in quarantine. The receipt
   * is given only when all of it is on disk; the same upload again gives the same answer and stores nothing twice.
   */
  receive(input: {
    readonly handIn: HandIn;
    readonly courier: string;
    readonly device: string;
  }): Promise<Result<HandInReceipt, HandInErrorCode>>;
}

const fateOf = (item: ItemOutcome): string => {
  if (item.status === "stored" || item.status === "duplicate") return handInFates.stored;
  return item.code === "erased" ? handInFates.erased : handInFates.quarantined;
};

export const createHandInDesk = (deps: {
  readonly accounts: Pick<AccountStore, "findKey">;
  readonly store: Pick<LogStore, "findDocs">;
  readonly quarantine: Pick<QuarantineStore, "openBytes">;
  readonly workshop: Pick<Workshop, "judge">;
  readonly commits: Pick<GroupCommit, "submit">;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly epoch: () => Uint8Array;
  readonly maxOpenBytesPerDevice: number;
}): HandInDesk => ({
  async receive({ handIn, courier, device }) {
    const names: ChangeName[] = [];
    let fates = "";
    if ((await deps.quarantine.openBytes(device)) > deps.maxOpenBytesPerDevice) return err("quarantine-full");
    for (const part of handIn.parts) {
      const keys = await Promise.all(part.manifests.map((m) => deps.accounts.findKey(m.key)));
      const principals = keys.map((k) => (k ? principalOf(k.user) : null));
      const wantRoot: boolean[] = [];
      for (const doc of part.docs) wantRoot.push((await deps.store.findDocs([doc.id])).length === 0);
      const judged = await deps.workshop.judge({ ...part, wantRoot, principals, culprits: [] });
      if (!judged.ok) return err("malformed");
      const committed = await deps.commits.submit({
        docs: part.docs,
        judged: holdBack(judged.value, keys.map(authorStandingOf)),
        manifests: part.manifests,
        principals,
        courier,
        device,
        receivedAt: deps.clock.now(),
        handIn: { note: handIn.note },
      });
      if (!committed.ok) return err("storage");
      judged.value.changes.forEach((change, i) => {
        names.push({ doc: part.docs[change.docIndex]!.id, hash: change.hash });
        fates += fateOf(committed.value.outcome[i]!);
      });
    }
    const receipt = { epoch: bytesToBase64Url(deps.epoch()), at: deps.clock.now(), fates };
    const signature = await deps.signer.sign(handInReceiptBody(receipt, names));
    return ok({ ...receipt, signature: bytesToBase64Url(signature) });
  },
});
