import { equalBytes } from "../bytes/index.ts";
import { getSound, type StoreWrite } from "../ports/index.ts";
import { type BootstrapDoc, type BootstrapRecord, decodeCbor, encodeCbor } from "../protocol/index.ts";
import type { DocId, DocKind } from "../records/index.ts";
import { bootstrapRecords } from "./bootstrap-stream.ts";
import type { EngineContext } from "./engine-context.ts";
import { eraseHere } from "./erase.ts";
import { keys } from "./keys.ts";
import { acceptRef, bootstrapDocWrites, isErasedHere, type ReceivedDoc } from "./received-doc.ts";

/** How far a first sync has come: kept with each batch of documents, so that it goes on where it broke off. */
interface Progress {
  epoch: Uint8Array;
  kinds: readonly DocKind[];
  asOfSeq: number;
  cursor?: string;
  done: number;
  total: number;
}

const MAX_DOCS_PER_BATCH = 64;
const MAX_BATCH_BYTES = 512 * 1024;

export class BootstrapError extends Error {
  override name = "BootstrapError";
  readonly terminal: boolean;
  readonly code: string;
  constructor(code: string, message: string, terminal = false) {
    super(message);
    this.code = code;
    this.terminal = terminal;
  }
}

const freshToken = async (context: EngineContext): Promise<string> => {
  const token = await context.link.access();
  if (!token.ok) throw new BootstrapError(token.error.code, token.error.message, token.error.terminal);
  return token.value.token;
};

const openStream = async (
  context: EngineContext,
  request: Omit<Parameters<EngineContext["link"]["bootstrap"]>[0], "token">,
): Promise<AsyncGenerator<BootstrapRecord>> => {
  const token = await freshToken(context);
  try {
    return bootstrapRecords(await context.link.bootstrap({ token, ...request }));
  } catch (error) {
    throw new BootstrapError("bootstrap-unreachable", String(error));
  }
};

/** A document without heads and bytes is a patient who was erased by law. [TR34] */
const isTombstone = ({ heads, compacted, changes }: BootstrapDoc): boolean =>
  heads.length === 0 && compacted === undefined && changes === undefined;

/** Only what is here can be erased here: a new device says nothing of patients that it never had. */
const eraseWhatIsHere = async (context: EngineContext, patient: DocId): Promise<void> => {
  const { directory, outbox } = context;
  const isHere =
    directory.get(patient) !== undefined ||
    Array.from(directory.entries()).some(([, { owner }]) => owner === patient) ||
    [...outbox.pending(), ...outbox.refused()].some(({ address }) => address.owner === patient);
  if (isHere) await eraseHere(context, patient);
};

/** Stores documents as they come, in batches; each batch with whatever `withBatch` adds to its transaction. */
const storeDocs = async (
  context: EngineContext,
  records: AsyncIterable<BootstrapRecord>,
  handlers: {
    begin(record: Extract<BootstrapRecord, { t: "begin" }>): void;
    withBatch(docs: number, cursor: string, ids: readonly DocId[]): StoreWrite[];
  },
): Promise<boolean> => {
  let gathered: { readonly doc: ReceivedDoc; readonly writes: readonly StoreWrite[] }[] = [];
  let count = 0;
  let bytes = 0;
  let cursor = "";
  const flush = () =>
    context.ingest(async () => {
      if (count === 0) return;
      // What was erased since it came in is not stored after all.
      const kept = gathered.filter(({ doc }) => !isErasedHere(context, doc.id, doc.address));
      const received = kept.map(({ doc }) => doc);
      const ids = received.map(({ id }) => id);
      const writes = kept.flatMap((one) => one.writes);
      await context.store.transact([...writes, ...handlers.withBatch(count, cursor, ids)], "relaxed");
      for (const { id, address, changes } of received) {
        context.directory.learned(id, address);
        context.host.receive(id, changes);
      }
      for (const id of ids) context.standing.toFetch.delete(id);
      if (received.length > 0) context.events.onReceived(received);
      context.onStored(ids);
      [gathered, count, bytes] = [[], 0, 0];
    });
  for await (const record of records) {
    if (record.t === "begin") handlers.begin(record);
    else if (record.t === "end") {
      await flush();
      return true;
    } else {
      const ref = acceptRef(context, record.doc);
      if (ref && isTombstone(record)) await eraseWhatIsHere(context, ref.id);
      const stored = ref && !isTombstone(record) && bootstrapDocWrites(context, ref, record);
      if (ref && stored === undefined)
        throw new BootstrapError("bootstrap-damaged", "a document arrived damaged");
      if (ref && stored) {
        gathered.push({ doc: { ...ref, changes: stored.changes }, writes: stored.writes });
        bytes += stored.changes.reduce((sum, c) => sum + c.length, 0);
      }
      count++;
      cursor = record.cursor;
      if (count >= MAX_DOCS_PER_BATCH || bytes >= MAX_BATCH_BYTES) await flush();
    }
  }
  await flush();
  return false;
};

/**
 * First sync of some kinds of one scope: compacted documents, resumable at any record. The cursors it ends with are
 * where the first attempt began, so the tail of the log misses nothing. Throws when it broke off; call it again. [PR20]
 */
export const bootstrapScope = async (
  context: EngineContext,
  scope: string,
  kinds: readonly DocKind[],
): Promise<void> => {
  const epoch = context.standing.relay?.epoch;
  if (!epoch) throw new Error("bootstrap before welcome");
  const stored = await getSound(context.store, keys.boot(scope));
  let progress = stored && (decodeCbor(stored) as Progress);
  if (progress && (!equalBytes(progress.epoch, epoch) || progress.kinds.join() !== kinds.join()))
    progress = undefined;
  const records = await openStream(context, {
    scope,
    kinds,
    cursor: progress?.cursor,
    asOfSeq: progress?.asOfSeq,
  });
  const state = (): Progress => {
    if (!progress)
      throw new BootstrapError("bootstrap-malformed", "the stream did not begin with its header");
    return progress;
  };
  const ended = await storeDocs(context, records, {
    begin: (record) => {
      if (!equalBytes(record.epoch, epoch))
        throw new BootstrapError("epoch-changed", "the relay began a new log meanwhile");
      progress ??= { epoch, kinds, asOfSeq: record.asOfSeq, done: 0, total: record.total };
      context.setBootstrap({ done: progress.done, total: progress.total });
    },
    withBatch: (docs, cursor) => {
      progress = { ...state(), cursor, done: state().done + docs };
      context.setBootstrap({ done: progress.done, total: Math.max(progress.total, progress.done) });
      return [{ type: "put", key: keys.boot(scope), value: encodeCbor(progress) }];
    },
  });
  if (!ended) throw new BootstrapError("bootstrap-broken-off", "the stream broke off");
  const { asOfSeq } = state();
  await context.store.transact(
    [...context.standing.cursorWrites(scope, kinds, asOfSeq), { type: "delete", key: keys.boot(scope) }],
    "relaxed",
  );
  context.standing.cursorDone(scope, kinds, asOfSeq);
  context.setBootstrap(undefined);
};

/** Fetches named documents whole: announced ones, and those whose stored bytes were damaged. */
export const fetchDocs = async (
  context: EngineContext,
  scope: string,
  ids: readonly DocId[],
): Promise<void> => {
  const records = await openStream(context, {
    scope,
    kinds: [],
    cursor: undefined,
    asOfSeq: undefined,
    docs: ids,
  });
  const ended = await storeDocs(context, records, {
    begin: () => undefined,
    withBatch: (_docs, _cursor, got) => got.map((id) => ({ type: "delete", key: keys.fetch(id) })),
  });
  if (!ended) throw new BootstrapError("bootstrap-broken-off", "the stream broke off");
};
