import { mayRead } from "@arogyasync/shared/authority";
import { concatBytes } from "@arogyasync/shared/bytes";
import type { Clock } from "@arogyasync/shared/ports";
import { type BootstrapRecord, encodeCbor } from "@arogyasync/shared/protocol";
import { type DocKind, docIdToBytes, isDocKind, parseDocId } from "@arogyasync/shared/records";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import type { Auth, Authenticated } from "../core/auth.ts";
import { type Deliver, readerOf } from "../core/deliveries.ts";
import { bytesOfKey } from "../core/keys.ts";
import type { DocState, LogStore, StoredDoc } from "../core/log-store.ts";
import { authProblem } from "./auth.ts";
import { authenticateRequest } from "./bearer.ts";
import { problem } from "./problem.ts";

const PAGE_DOCS = 64;
const MAX_NAMED_DOCS = 1024;
const MAX_BODY_BYTES = 128 * 1024;
const CURSOR = /^\d{1,15}\.\d{1,15}$/;

const namedSchema = z.object({
  scope: z.string().min(1).max(64),
  docs: z.array(z.string().max(64)).min(1).max(MAX_NAMED_DOCS),
  asOfSeq: z.number().int().min(0).optional(),
});

const frame = (record: BootstrapRecord): Uint8Array => {
  const body = encodeCbor(record);
  const out = new Uint8Array(4 + body.length);
  new DataView(out.buffer).setUint32(0, body.length);
  out.set(body, 4);
  return out;
};

const docFrame = (doc: StoredDoc): Uint8Array =>
  frame({
    t: "doc",
    doc: { id: new Uint8Array(doc.id), kind: doc.kind, owner: doc.owner, period: doc.period },
    heads: doc.heads.map(bytesOfKey),
    ...(doc.compacted ? { compacted: new Uint8Array(doc.compacted) } : {}),
    ...(doc.changes.length > 0 ? { changes: concatBytes(...doc.changes) } : {}),
    cursor: doc.cursor,
  });

/** What is said of a patient who was erased: a document without heads and without bytes. [TR34] */
const erasedDoc = (state: DocState): StoredDoc => ({
  ...state,
  heads: [],
  compacted: undefined,
  changes: [],
  cursor: `${state.groupNo}.${state.no}`,
});

/**
 * `GET /bootstrap?scope=&kind=&cursor=&asOfSeq=` (kinds repeated or separated by commas) and `POST /bootstrap` with
 * `{scope, docs: [id]}`. The answer may break off anywhere; the same request with the last document's cursor and the
 * first header's asOfSeq goes on behind it. [PR20]
 */
export const bootstrapRoutes = (deps: {
  readonly auth: Auth;
  readonly store: LogStore;
  readonly clock: Clock;
  readonly epoch: () => Uint8Array;
  /** Logs what is about to go to whom. */
  readonly deliver: Deliver;
}): Hono => {
  const { auth, store, clock, epoch } = deps;
  const routes = new Hono();

  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (c) => problem(c, 413, "too-large", "The request is too large. Name fewer documents."),
  });

  const stream = (c: Context, header: Uint8Array, docs: AsyncIterator<DocState>): Response => {
    let sent = 0;
    let isBegun = false;
    // `pull` is called only when the client has room: back-pressure reaches the store.
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        if (!isBegun) {
          isBegun = true;
          controller.enqueue(header);
          return;
        }
        for (;;) {
          const next = await docs.next();
          if (next.done === true) {
            controller.enqueue(frame({ t: "end", docs: sent }));
            controller.close();
            return;
          }
          const state = next.value;
          const doc = state.isErased ? erasedDoc(state) : await store.readDoc(state.no);
          if (!doc) continue;
          sent++;
          controller.enqueue(docFrame(doc));
          return;
        }
      },
    });
    return c.body(body, 200, { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" });
  };

  const begin = async (total: number, asOfSeq: number | undefined): Promise<Uint8Array> => {
    const head = await store.lastSeq();
    return frame({ t: "begin", epoch: epoch(), asOfSeq: Math.min(asOfSeq ?? head, head), total });
  };

  const mayReadAll = (who: Authenticated, kinds: readonly DocKind[], scope: string): boolean =>
    kinds.every((kind) => mayRead(who.principal, kind, scope));
  const refuseScope = (c: Context) =>
    problem(c, 403, "scope-refused", "You may not read these records. Ask an administrator.");

  routes.get("/", async (c) => {
    const who = await authenticateRequest(c, auth);
    if (!who.ok) return authProblem(c, who.error, clock);
    const scope = c.req.query("scope") ?? "";
    const kinds = (c.req.queries("kind") ?? []).flatMap((k) => k.split(","));
    const cursor = c.req.query("cursor") ?? "";
    const asOfText = c.req.query("asOfSeq") ?? "";
    if (
      scope === "" ||
      kinds.length === 0 ||
      !kinds.every(isDocKind) ||
      (cursor !== "" && !CURSOR.test(cursor))
    )
      return problem(c, 400, "malformed", "Say scope, kind and, to go on, cursor.");
    if (asOfText !== "" && !/^\d{1,15}$/.test(asOfText))
      return problem(c, 400, "malformed", "asOfSeq is a number.");
    if (!mayReadAll(who.value, kinds, scope)) return refuseScope(c);
    const header = await begin(
      await store.countDocs(scope, kinds),
      asOfText === "" ? undefined : Number(asOfText),
    );
    const reader = readerOf(who.value);
    const pages = async function* (): AsyncGenerator<DocState> {
      let at = cursor === "" ? undefined : cursor;
      for (;;) {
        const page = await store.listDocs(scope, kinds, at, PAGE_DOCS);
        const shown = page.filter((doc) => !doc.isErased);
        await deps.deliver(reader, shown);
        yield* page;
        const last = page.at(-1);
        if (!last || page.length < PAGE_DOCS) return;
        at = `${last.groupNo}.${last.no}`;
      }
    };
    return stream(c, header, pages());
  });

  routes.post("/", limit, async (c) => {
    const who = await authenticateRequest(c, auth);
    if (!who.ok) return authProblem(c, who.error, clock);
    const body = namedSchema.safeParse(await c.req.json<unknown>().catch(() => undefined));
    if (!body.success || !body.data.docs.every((id) => parseDocId(id).ok))
      return problem(c, 400, "malformed", "Say scope and the ids of documents.");
    const { scope, docs, asOfSeq } = body.data;
    const found = (await store.findDocs(docs.map(docIdToBytes))).filter(
      (d) => d.scopes.includes(scope) && (!d.isErased || d.kind === "patient"),
    );
    if (!mayReadAll(who.value, found.length > 0 ? found.map((d) => d.kind) : ["patient"], scope))
      return refuseScope(c);
    const each = async function* (): AsyncGenerator<DocState> {
      const shown = found.filter((doc) => !doc.isErased);
      await deps.deliver(readerOf(who.value), shown);
      yield* found;
    };
    return stream(c, await begin(found.length, asOfSeq), each());
  });
  return routes;
};
