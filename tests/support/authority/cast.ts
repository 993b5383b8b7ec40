import { inflateRawSync } from "node:zlib";
import * as A from "@automerge/automerge";
import { type DecodedOp, type Role, roles } from "@arogyasync/shared/authority";
import { freshActor, plainChange, readChange } from "@arogyasync/shared/changes";
import type { Session } from "@arogyasync/shared/protocol";
import {
  containersByKind,
  type DocAddress,
  type DocId,
  type DocKind,
  deriveDocId,
  docKinds,
  ROOT_ACTOR,
  rootChange,
} from "@arogyasync/shared/records";
import { must } from "@arogyasync/shared/result";
import { type AuthorityContract, entryOf, operationOf, sampleAddress } from "@arogyasync/shared/testing";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import {
  ChangeMaker,
  keySession,
  login,
  type MadeChange,
  nodeRandom,
  RawClient,
  testConfig,
  testPasswords,
} from "@arogyasync/sync-server/testing";

export const CLINIC = "rampur";
export const ELSEWHERE = "sitapur";
const PASSWORD = "password-1";
const SERVICES: readonly Role[] = ["edge", "importer", "insurance", "anchor"];

/** A container of a document that the relay has, with one entry in it. */
export interface Place {
  readonly kind: DocKind;
  readonly container: string;
  readonly address: DocAddress;
  readonly id: DocId;
  readonly madeBy: string;
  readonly taken: { readonly key: string; readonly opId: string };
}
interface DocAt {
  readonly address: DocAddress;
  readonly id: DocId;
  readonly madeBy: string;
  head: string;
  maxOp: number;
}

/** A relay with one person or service for each role, who all have a key on one device, and one document of each kind. */
export interface Cast extends AsyncDisposable {
  readonly relay: Relay;
  readonly patient: DocId;
  readonly places: readonly Place[];
  maker(role: Role): ChangeMaker;
  token(role: Role): Promise<string>;
  connect(role: Role): Promise<RawClient>;
  /** A change of one operation on what the document looked like at the start, with an actor of its own. */
  craft(maker: ChangeMaker, id: DocId, op: DecodedOp, actor?: string): Promise<MadeChange>;
}

const plain = (bytes: Uint8Array): Promise<Uint8Array> =>
  plainChange(bytes, async (data, maxBytes) => inflateRawSync(data, { maxOutputLength: maxBytes }));

export const castOf = async (dir: string, contract: AuthorityContract): Promise<Cast> => {
  const relay = await createRelay(testConfig(dir), { passwords: testPasswords });
  for (const id of [CLINIC, ELSEWHERE]) await relay.users.addClinic({ id, name: id });
  const makers = new Map<Role, ChangeMaker>();
  for (const role of roles) {
    const maker = new ChangeMaker(`the-${role}`);
    makers.set(role, maker);
    const person = { id: maker.user, name: role, roles: [role], clinics: [CLINIC] };
    const added = SERVICES.includes(role)
      ? await relay.users.addServiceKey({ ...person, publicKey: maker.keys.publicKey })
      : await relay.users.addUser({ ...person, password: PASSWORD });
    if (!added.ok) throw new Error(`${role}: ${added.error}`);
  }
  const maker = (role: Role) => must(makers.get(role), role);
  const open = (role: Role): Promise<Session> => {
    const { keys, user } = maker(role);
    return SERVICES.includes(role)
      ? keySession(relay.url, keys)
      : login(relay.url, keys, user, PASSWORD, `device-${role}`);
  };
  const token = async (role: Role): Promise<string> => (await open(role)).accessToken;
  const connect = async (role: Role): Promise<RawClient> => {
    const device = SERVICES.includes(role) ? `service-the-${role}` : `device-${role}`;
    return (await RawClient.connect(relay.url, await open(role), device)).client;
  };

  const docs = new Map<DocId, DocAt>();
  const craft: Cast["craft"] = async (author, id, op, actor) => {
    const doc = must(docs.get(id), "a document of the cast");
    const bytes = A.encodeChange({
      actor: actor ?? freshActor(author.keys.publicKey, nodeRandom),
      seq: 1,
      startOp: doc.maxOp + 1,
      time: 1_764_000_000,
      message: null,
      deps: [doc.head],
      ops: [op],
    } as unknown as A.DecodedChange);
    return { id, address: doc.address, bytes: await plain(bytes) };
  };

  const pushAs = async (author: ChangeMaker, role: Role, change: MadeChange): Promise<void> => {
    const client = await connect(role);
    const { refused, retried } = await client.push(await author.push([change]));
    await client.close();
    if (refused.length + retried.length > 0)
      throw new Error(`${role} could not make the scene: ${JSON.stringify([...refused, ...retried])}`);
  };

  const roleFor = (kind: DocKind, place: string): Role =>
    must(
      contract.writes.find((row) => row.kind === kind && row.place === place)?.roles[0],
      `${kind}/${place}`,
    );
  const creator = roleFor("patient", "first change");
  const first = await maker(creator).patient(CLINIC);
  await pushAs(maker(creator), creator, first);
  const header = must(readChange(first.bytes).ok ? A.decodeChange(first.bytes) : undefined, "a first change");
  docs.set(first.id, {
    address: first.address,
    id: first.id,
    madeBy: header.actor,
    head: must(header.hash, "a hash"),
    maxOp: header.ops.length,
  });
  for (const kind of docKinds) {
    if (kind === "patient") continue;
    const address = sampleAddress(kind, first.id, CLINIC);
    const root = rootChange(address);
    const id = deriveDocId(address);
    docs.set(id, { address, id, madeBy: ROOT_ACTOR, head: root.hash, maxOp: root.operationCount });
  }

  const places: Place[] = [];
  for (const doc of docs.values()) {
    const { kind } = doc.address;
    for (const container of containersByKind[kind] as readonly string[]) {
      const role = roleFor(kind, container);
      const author = maker(role);
      const entry = entryOf(kind, container, author.user, 1);
      const actor = freshActor(author.keys.publicKey, nodeRandom);
      const nowhere = { key: "", opId: "" };
      const op = operationOf("set", { kind, container, madeBy: doc.madeBy, taken: nowhere }, entry);
      const change = await craft(author, doc.id, op, actor);
      await pushAs(author, role, change);
      const opId = `${doc.maxOp + 1}@${actor}`;
      places.push({
        kind,
        container,
        address: doc.address,
        id: doc.id,
        madeBy: doc.madeBy,
        taken: { key: entry.key, opId },
      });
      doc.head = must(A.decodeChange(change.bytes).hash, "a hash");
      doc.maxOp++;
    }
  }

  return {
    relay,
    patient: first.id,
    places,
    maker,
    token,
    connect,
    craft,
    [Symbol.asyncDispose]: () => relay.close(),
  };
};
