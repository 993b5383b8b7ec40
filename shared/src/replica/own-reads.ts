import { type OwnRead, ownReadBody } from "../access/index.ts";
import { MAX_READS_PER_REPORT, reportReads, type SignedRead } from "../api/index.ts";
import { bytesToBase64Url } from "../bytes/index.ts";
import { type ReplicaStore, type Signer, soundEntries } from "../ports/index.ts";
import { decodeCbor, encodeCbor } from "../protocol/index.ts";
import type { EngineContext } from "./engine-context.ts";
import { keys } from "./keys.ts";

/** Writes down that somebody looked at a record here, signed by them. Resolves when it survives a power cut. [TR4] */
export const keepRead = async (
  store: Pick<ReplicaStore, "transact">,
  signer: Signer,
  read: OwnRead,
): Promise<void> => {
  const signed: SignedRead = {
    read,
    key: bytesToBase64Url(signer.publicKey),
    signature: bytesToBase64Url(await signer.sign(ownReadBody(read))),
  };
  await store.transact([{ type: "put", key: keys.read(read.id), value: encodeCbor(signed) }], "strict");
};

/** Hands in what was looked at here, whoever looked; what the relay has is forgotten. [TR4] */
export const tellReads = async (context: EngineContext): Promise<void> => {
  const { store, link } = context;
  if (!link.tell) return;
  for (;;) {
    const kept = soundEntries(await store.range(keys.read())).slice(0, MAX_READS_PER_REPORT);
    if (kept.length === 0) return;
    const access = await link.access();
    if (!access.ok) return;
    const body = { reads: kept.map(({ value }) => decodeCbor(value) as SignedRead) };
    const answer = await link.tell({ token: access.value.token, path: reportReads.path, body });
    const { done } = reportReads.response.parse(answer);
    if (done.length === 0) return;
    await store.transact(
      done.map((id) => ({ type: "delete", key: keys.read(id) })),
      "relaxed",
    );
  }
};
