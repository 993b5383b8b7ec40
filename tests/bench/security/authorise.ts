import * as A from "@automerge/automerge";
import { authorise, type DecodedChange, type Principal } from "@arogyasync/shared/authority";
import { docIdToBytes } from "@arogyasync/shared/records";
import { manifestBody, readChange, signManifest } from "@arogyasync/shared/changes";
import { ChangeMaker, createInlineWorkshop, verifyEd25519 } from "@arogyasync/sync-server/testing";
import { quantile } from "../client/quantile.ts";
import { lessIsBetter, type Row } from "../lib/report.ts";

const READINGS = 1_000;
const RUNS = 15;
const JANUARY = Date.UTC(2026, 0, 1);
const asha: Principal = { userId: "asha-1", roles: ["field"], clinics: ["phc-1"] };

/** Microseconds a change, the median of several runs; the first ones warm up. */
const perChange = async (work: () => Promise<void> | void): Promise<number> => {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const from = performance.now();
    await work();
    times.push(((performance.now() - from) * 1000) / READINGS);
  }
  return quantile(times.slice(3), 0.5);
};

/**
 * What it costs to judge a change of a document that grows to 1,000 readings: everything that needs no store (guard,
 * SHA-256, actor, signature, the rules). Ours is the relay's own judge on one push. The peer does what the relay would
 * do change by change: a signature for each, Automerge's decoder, the same rules.
 */
export const measureAuthorise = async (): Promise<Row> => {
  const maker = new ChangeMaker(asha.userId);
  const patient = await maker.patient("phc-1");
  const changes = [];
  for (let n = 0; n < READINGS; n++) changes.push(await maker.reading(patient.id, JANUARY + n * 60_000));
  const push = await maker.push(changes);
  const workshop = createInlineWorkshop();
  const ours = await perChange(async () => {
    const judged = await workshop.judge({
      pack: push.pack,
      docs: push.docs,
      wantRoot: push.docs.map(() => true),
      manifests: push.manifests,
      principals: [asha],
      culprits: [],
    });
    if (!judged.ok || judged.value.changes.some((c) => c.code !== undefined))
      throw new Error("an honest push is refused");
  });
  const single = await Promise.all(
    changes.map(async ({ id, bytes }) => {
      const header = readChange(bytes);
      if (!header.ok) throw new Error(header.error);
      const pair = { doc: docIdToBytes(id), hash: header.value.hash };
      return { bytes, pair, signed: await signManifest(maker.keys, 0, [pair]) };
    }),
  );
  const theirs = await perChange(() => {
    for (const { bytes, pair, signed } of single) {
      const isSigned = verifyEd25519(signed.key, manifestBody(signed.key, 0, [pair]), signed.signature);
      const change = A.decodeChange(bytes) as unknown as DecodedChange;
      const verdict = authorise(asha, { kind: "vitals", scopes: ["phc-1"], isNew: false }, change);
      if (!readChange(bytes).ok || !isSigned || !verdict.allow)
        throw new Error("an honest change is refused");
    }
  });
  return lessIsBetter("authorise-per-change", "µs", ours, [
    { name: "decoded and signed one by one", value: theirs },
  ]);
};
