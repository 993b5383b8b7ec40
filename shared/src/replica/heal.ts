import { concatBytes } from "../bytes/index.ts";
import type { StoreWrite } from "../ports/index.ts";
import { encodeCbor } from "../protocol/index.ts";
import type { DocId, PatientDoc } from "../records/index.ts";
import { loadDoc, readChunks } from "./chunks.ts";
import type { EngineContext } from "./engine-context.ts";
import { keys } from "./keys.ts";
import { careSitesOf, scopeHolder } from "./scopes.ts";

/** A clinic of ours that the document is shared with, as far as can be told. */
const scopeOf = async (context: EngineContext, id: DocId): Promise<string | undefined> => {
  const address = context.directory.get(id);
  const holder = address && scopeHolder(address, id);
  if (address && holder === undefined) return address.owner;
  const patient =
    holder && holder !== id ? (await loadDoc<PatientDoc>(context.store, holder)).doc : undefined;
  const mine = context.identity()?.principal.clinics ?? [];
  return (patient ? careSitesOf(patient) : mine).find((scope) => mine.includes(scope));
};

/**
 * A document's stored bytes do not open: the damaged chunks are set aside, what this device wrote and still holds is
 * written again, and the rest is asked for anew. Nothing that was acknowledged depends on this disk. False when
 * nothing was damaged. [CL10]
 */
export const setAsideDamaged = (context: EngineContext, id: DocId): Promise<boolean> =>
  context.exclusive(() =>
    context.ingest(async () => {
      const { bad } = await readChunks(context.store, id);
      if (bad.length === 0) return false;
      const scope = await scopeOf(context, id);
      const writes: StoreWrite[] = [
        {
          type: "put",
          key: keys.quarantine(id, String(context.clock.now()).padStart(15, "0")),
          value: encodeCbor({ damaged: true, chunks: concatBytes(...bad.map((e) => e.value)) }),
        },
        ...bad.map((e): StoreWrite => ({ type: "delete", key: e.key })),
        ...context.outbox
          .pending()
          .filter((e) => e.docId === id)
          .map((e): StoreWrite => ({ type: "put", key: keys.incremental(id, e.hashHex), value: e.bytes })),
      ];
      if (scope !== undefined)
        writes.push({ type: "put", key: keys.fetch(id), value: encodeCbor({ scope }) });
      await context.store.transact(writes, "strict");
      if (scope !== undefined) context.standing.toFetch.set(id, scope);
      context.host.forget(id);
      context.log.error("document-damaged", { chunks: bad.length });
      return true;
    }),
  );
