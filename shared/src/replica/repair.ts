import * as A from "@automerge/automerge/slim";
import { bytesToHex, concatBytes, equalBytes, sha256, utf8ToBytes } from "../bytes/index.ts";
import { freshActor, signManifest } from "../changes/index.ts";
import type { StoreWrite } from "../ports/index.ts";
import { encodeCbor } from "../protocol/index.ts";
import { type DocAddress, type DocId, type PatientDoc } from "../records/index.ts";
import { buildDoc, loadDoc, readChunks } from "./chunks.ts";
import type { EngineContext } from "./engine-context.ts";
import { keys } from "./keys.ts";
import { makeChange, type MadeChange } from "./make-change.ts";
import { newEntryWrites, outboxWrite, pairOf } from "./outbox-rows.ts";
import { nameOf } from "./push-frame.ts";
import { editOf, type KnownChange, partChanges } from "./repair-plan.ts";
import { careSitesOf, scopeHolder } from "./scopes.ts";
import type { OutboxEntry } from "./types.ts";

export interface RefusedItem {
  readonly entry: OutboxEntry;
  readonly code: string;
  readonly reason: string;
}

/** The relay's word for a change that builds on a refused one. */
export const DEPENDENT = "depends-on-refused";

/** Makes poisoned changes of the person present again on a clean document, as far as the rules allow. */
const reauthor = async (
  context: EngineContext,
  address: DocAddress,
  id: DocId,
  clean: A.Doc<unknown> | undefined,
  candidates: readonly { readonly change: KnownChange; readonly entry: OutboxEntry }[],
): Promise<{ made: { old: OutboxEntry; change: MadeChange<unknown> }[] }> => {
  const identity = context.identity();
  const made: { old: OutboxEntry; change: MadeChange<unknown> }[] = [];
  if (!identity || !clean) return { made };
  const { principal, signer } = identity;
  const holder = scopeHolder(address, id);
  const owner = holder === id ? clean : holder && (await loadDoc<PatientDoc>(context.store, holder)).doc;
  const scopes =
    holder === undefined ? [address.owner] : owner ? careSitesOf(owner as A.Doc<PatientDoc>) : [];
  const actor = freshActor(signer.publicKey, context.random);
  let base = clean;
  for (const { change, entry } of candidates) {
    if (entry.author !== principal.userId || !equalBytes(entry.manifest.key, signer.publicKey)) continue;
    const edit = editOf(address.kind, change.bytes);
    if (!edit) continue;
    const result = makeChange<unknown>({
      base,
      actor,
      timeS: change.header.time,
      principal,
      target: { kind: address.kind, scopes, isNew: false },
      change: edit as (draft: unknown) => void,
    });
    if (!result.ok) continue;
    made.push({ old: entry, change: result.value });
    base = result.value.doc;
  }
  return { made };
};

/** New entries for what was made again, under one manifest. They keep the time of saving: nothing was measured anew. */
const entriesFor = async (
  context: EngineContext,
  made: readonly { readonly old: OutboxEntry; readonly change: MadeChange<unknown> }[],
): Promise<OutboxEntry[]> => {
  const identity = context.identity();
  if (!identity || made.length === 0) return [];
  const names = made.map(({ old, change }) => pairOf(old.docId, change.header.hashHex));
  const bare = made.map(({ old, change }) => ({ ...old, hashHex: change.header.hashHex }));
  const manifest = await signManifest(identity.signer, context.clock.now(), bare.map(nameOf));
  return made.map(({ old, change }, i): OutboxEntry => {
    const { refusal: _refusal, receipt: _receipt, ...rest } = old;
    return {
      ...rest,
      key: `${old.key}-r${i}`,
      hashHex: change.header.hashHex,
      bytes: change.bytes,
      manifest: { ...manifest, names },
      stage: "saved",
    };
  });
};

/**
 * A refused change must not poison its document. The whole old document goes to quarantine; the document is rebuilt
 * from what stands; later changes by the person present are made again on it; everything else that built on the
 * refused change is kept beside, named, for a person; and the refused hashes never come in again. One transaction,
 * under the writer's lock and with nothing being received meanwhile. [CL9]
 */
export const repairDocument = (
  context: EngineContext,
  id: DocId,
  address: DocAddress,
  refused: readonly RefusedItem[],
): Promise<void> =>
  context.exclusive(() =>
    context.ingest(async () => {
      await context.outbox.refresh();
      const { good } = await readChunks(context.store, id);
      const old = buildDoc<unknown>(good.map((e) => e.value));
      const direct = new Set(refused.filter((r) => r.code !== DEPENDENT).map((r) => r.entry.hashHex));
      const { accepted, poisoned } = partChanges(
        old ? A.getAllChanges(old) : [],
        (hash) => direct.has(hash) || (context.standing.denied.has(hash) && !direct.has(hash)),
      );
      const mine = [...context.outbox.pending(), ...context.outbox.refused()].filter((e) => e.docId === id);
      const entryByHash = new Map(mine.map((e) => [e.hashHex, e]));
      for (const { entry } of refused) entryByHash.set(entry.hashHex, entry);
      const candidates = poisoned.flatMap((change) => {
        const entry = entryByHash.get(change.header.hashHex);
        return entry && !direct.has(entry.hashHex) && !context.standing.denied.has(entry.hashHex)
          ? [{ change, entry }]
          : [];
      });
      const clean = buildDoc<unknown>(accepted.map((c) => c.bytes));
      const { made } = await reauthor(context, address, id, clean, candidates);
      const added = await entriesFor(context, made);
      const replaced = new Set(made.map(({ old: entry }) => entry.key));
      const nowRefused = poisoned.flatMap(({ header }): OutboxEntry[] => {
        const entry = entryByHash.get(header.hashHex);
        if (!entry || replaced.has(entry.key) || entry.stage === "received") return [];
        const said = refused.find((r) => r.entry.key === entry.key);
        const refusal = said
          ? { code: said.code, reason: said.reason }
          : (entry.refusal ?? { code: DEPENDENT, reason: "It builds on a change that was refused." });
        return [{ ...entry, stage: "refused", refusal }];
      });
      const stamp = String(context.clock.now()).padStart(15, "0");
      const deny = encodeCbor({ docId: id, at: context.clock.now() });
      const known = new Set([...accepted, ...poisoned].map((c) => c.header.hashHex));
      const orphans = good.filter(
        (e) => e.key[1] === "incremental" && !known.has(e.key[2] ?? "") && isHash(e.key[2]),
      );
      const writes: StoreWrite[] = [
        {
          type: "put",
          key: keys.quarantine(id, stamp),
          value: encodeCbor({
            address,
            refused: [...direct],
            chunks: concatBytes(...good.map((e) => e.value)),
          }),
        },
        ...poisoned.map(
          ({ header }): StoreWrite => ({ type: "put", key: keys.deny(header.hashHex), value: deny }),
        ),
        { type: "deleteRange", prefix: keys.doc(id) },
        ...orphans.map((e): StoreWrite => ({ type: "put", key: e.key, value: e.value })),
        ...(clean
          ? [{ type: "put" as const, key: keys.snapshot(id, snapshotName(clean)), value: A.save(clean) }]
          : []),
        ...made.map(
          ({ change }): StoreWrite => ({
            type: "put",
            key: keys.incremental(id, change.header.hashHex),
            value: change.bytes,
          }),
        ),
        ...made.map(({ old: entry }): StoreWrite => ({ type: "delete", key: keys.outbox(entry.key) })),
        ...newEntryWrites(added),
        ...nowRefused.map(outboxWrite),
      ];
      await context.store.transact(writes, "strict");
      for (const { header } of poisoned) context.standing.denied.set(header.hashHex, id);
      context.outbox.replaced(
        made.map(({ old: entry }) => entry),
        [...added, ...nowRefused],
      );
      context.host.forget(id);
      context.log.warn("document-rebuilt", { refused: direct.size, again: added.length });
      context.events.onReceived([{ id, address, changes: [] }]);
      context.events.onStage(
        [...nowRefused, ...added].map(({ hashHex, docId, stage }) => ({ hashHex, docId, stage })),
      );
    }),
  );

const isHash = (name: string | undefined): boolean => name !== undefined && /^[0-9a-f]{64}$/.test(name);
const snapshotName = (doc: A.Doc<unknown>): string =>
  bytesToHex(sha256(utf8ToBytes(A.getHeads(doc).toSorted().join())));
