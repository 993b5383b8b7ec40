import * as A from "@automerge/automerge";
import { deflateRawSync } from "node:zlib";
import {
  ByteReader,
  ByteWriter,
  concatBytes,
  hexToBytes,
  sha256,
  utf8ToBytes,
} from "@arogyasync/shared/bytes";
import { freshActor, signManifest } from "@arogyasync/shared/changes";
import type { Signer } from "@arogyasync/shared/ports";
import { encodeCbor, encodeUp, MAX_FRAME_BYTES, type Up } from "@arogyasync/shared/protocol";
import {
  type DocAddress,
  type DocId,
  docIdFromBytes,
  docIdToBytes,
  ROOT_ACTOR,
  readingIdOf,
  rootChange,
  sealReading,
  vitalsDocId,
} from "@arogyasync/shared/records";
import {
  allFalse,
  type CraftedChange,
  craftChange,
  opBomb,
  runOf,
  runOfText,
  SeededRandom,
} from "@arogyasync/shared/testing";

/** A field worker of the clinic with a valid key and bad intentions: the worst that authority lets in. */
export interface Insider {
  readonly userId: string;
  readonly signer: Signer;
  /** A patient of the clinic, registered by somebody honest. */
  readonly patient: {
    readonly id: DocId;
    readonly rootHash: string;
    readonly rootActor: string;
    readonly rootMaxOp: number;
  };
}

export interface Attack {
  readonly name: string;
  /** `stranger`: on a connection that has said no hello; `insider`: on one that was greeted. */
  readonly by: "stranger" | "insider";
  /** Whether the relay ends the connection over it. */
  readonly isFatal: boolean;
  /** The code of the refusal; for what never reaches the protocol, the WebSocket close code. */
  readonly code: string;
  readonly make: (n: number) => Promise<Uint8Array> | Uint8Array;
}

const YEAR = "2026";
const random = new SeededRandom(4711);

/** A pack of any chunks, also of those that no honest packer takes. */
export const rawPack = (items: readonly { docIndex: number; bytes: Uint8Array }[]): Uint8Array => {
  const pack = new ByteWriter().uleb(1).uleb(items.length);
  for (const { docIndex, bytes } of items) {
    const reader = new ByteReader(bytes, 9);
    reader.uleb();
    const depCount = reader.uleb();
    pack.uleb(docIndex).uleb(depCount);
    for (let n = 0; n < depCount; n++) pack.uleb(0).bytes(reader.bytes(32));
    const rest = bytes.subarray(reader.at);
    pack.uleb(0).uleb(rest.length).bytes(rest);
  }
  return pack.finish();
};

interface Doc extends DocAddress {
  readonly id: DocId;
}

export const attacksOf = (insider: Insider): Attack[] => {
  const { signer, userId, patient } = insider;
  const vitals: Doc = { kind: "vitals", owner: patient.id, period: YEAR, id: vitalsDocId(patient.id, YEAR) };
  const patientDoc: Doc = { kind: "patient", owner: "", period: "", id: patient.id };
  const vitalsRoot = hexToBytes(rootChange(vitals).hash);
  const ownActor = () => freshActor(signer.publicKey, random);
  const ref = ({ id, kind, owner, period }: Doc) => ({ id: docIdToBytes(id), kind, owner, period });

  const push = async (
    doc: Doc,
    changes: readonly Uint8Array[],
    alter: { pack?: Uint8Array; names?: boolean } = {},
  ): Promise<Uint8Array> => {
    const names = changes.map((bytes) => ({ doc: docIdToBytes(doc.id), hash: sha256(bytes.subarray(8)) }));
    const pack = alter.pack ?? rawPack(changes.map((bytes) => ({ docIndex: 0, bytes })));
    const manifest = await signManifest(signer, 1_764_000_000_000, alter.names === false ? [] : names);
    return encodeUp({
      t: "push",
      id: 1,
      docs: [ref(doc)],
      pack: new Uint8Array(deflateRawSync(pack)),
      manifests: [manifest],
    } as unknown as Up);
  };
  const onVitals = (parts: Partial<CraftedChange> & Pick<CraftedChange, "columns">) =>
    craftChange({ actor: ownActor(), startOp: 6, deps: [vitalsRoot], ...parts }).bytes;
  const bomb = (count: number) => push(vitals, [opBomb(count, ownActor(), 6, [vitalsRoot]).bytes]);

  const reading = (n: number, author = userId) => {
    const sealed = sealReading({
      v: 1,
      nonce: Buffer.from(random.bytes(16)).toString("base64url"),
      measuredAt: 1_764_000_000_000 + n,
      author,
      source: "keypad",
      heartRate: 70,
    });
    if (!sealed.ok) throw new Error(sealed.error);
    return sealed.value;
  };
  /** A change in Automerge's own encoding whose operations are chosen freely. */
  const decoded = (
    ops: readonly Record<string, unknown>[],
    more: { actor?: string; seq?: number; startOp?: number; deps?: string[] } = {},
  ) =>
    A.encodeChange({
      actor: ownActor(),
      seq: 1,
      startOp: 6,
      time: 1_764_000_000,
      message: null,
      deps: [rootChange(vitals).hash],
      ops,
      ...more,
    } as unknown as A.DecodedChange);
  const readings = `5@${ROOT_ACTOR}`;
  const setReading = (n: number, over: Record<string, unknown> = {}) => {
    const { id, text } = reading(n);
    return { action: "set", obj: readings, key: id, value: text, pred: [], ...over };
  };
  const onPatient = (ops: readonly Record<string, unknown>[]) =>
    decoded(ops, { deps: [patient.rootHash], startOp: patient.rootMaxOp + 1 });

  const setName = (pred: readonly string[]) => ({
    action: "set",
    obj: `5@${patient.rootActor}`,
    key: "name",
    value: "x",
    pred,
  });

  /** The same reading as an honest one, with numbers written as runs of one. */
  const nonCanonical = (n: number) => {
    const { text } = reading(n);
    const bytes = utf8ToBytes(text);
    const one = (value: number) => new ByteWriter().sleb(1).uleb(value).finish();
    const key = utf8ToBytes(readingIdOf(text));
    return onVitals({
      otherActors: [ROOT_ACTOR],
      columns: [
        [0x01, one(1)],
        [0x02, one(5)],
        [0x15, new ByteWriter().sleb(-1).uleb(key.length).bytes(key).finish()],
        [0x34, allFalse(1)],
        [0x42, one(1)],
        [0x56, one(bytes.length * 16 + 6)],
        [0x57, bytes],
        [0x70, one(0)],
      ],
    });
  };
  const nested = (depth: number) => {
    const actor = ownActor();
    const ops = Array.from({ length: depth }, (_, i) => ({
      action: "makeMap",
      obj: i === 0 ? readings : `${5 + i}@${actor}`,
      key: "m",
      pred: [],
    }));
    return decoded(ops, { actor });
  };
  const holes = () => {
    const rest = 60_000;
    const pack = new ByteWriter().uleb(1).uleb(1).uleb(0).uleb(0).uleb(2048);
    for (let n = 0; n < 2048; n++)
      pack
        .uleb(n * 26)
        .uleb(53_248)
        .uleb(rest);
    return pack.uleb(rest).bytes(new Uint8Array(rest)).finish();
  };
  const hello = (over: object) =>
    encodeCbor({
      t: "hello",
      device: "device-1",
      app: "x",
      clockMs: 1,
      ...over,
    });
  const withX = (tail: Uint8Array | number[]) =>
    concatBytes(hexToBytes("a261746568656c6c6f6178"), Uint8Array.from(tail));

  const stranger = (name: string, code: string, make: Attack["make"]): Attack => ({
    name,
    by: "stranger",
    isFatal: true,
    code,
    make,
  });
  const insiderFatal = (name: string, code: string, make: Attack["make"]): Attack => ({
    name,
    by: "insider",
    isFatal: true,
    code,
    make,
  });
  const refused = (name: string, code: string, make: Attack["make"]): Attack => ({
    name,
    by: "insider",
    isFatal: false,
    code,
    make,
  });

  return [
    stranger("one byte: null", "frame-malformed", () => Uint8Array.of(0xf6)),
    stranger("one byte: break", "frame-malformed", () => Uint8Array.of(0xff)),
    stranger("no byte", "frame-malformed", () => new Uint8Array()),
    stranger("random bytes", "frame-malformed", (n) =>
      concatBytes(Uint8Array.of(0x9f), random.bytes(n % 200)),
    ),
    stranger("a bignum of 128 kB", "frame-malformed", () =>
      withX(concatBytes(hexToBytes("c25a00020000"), new Uint8Array(131_072).fill(255))),
    ),
    stranger("a value that contains itself", "frame-malformed", () =>
      hexToBytes("d81ca261746568656c6c6f6178d81d00"),
    ),
    stranger("100,000 levels", "frame-malformed", () => withX(new Uint8Array(100_000).fill(0x81))),
    stranger("an array of 2^32 items", "frame-malformed", () => withX(hexToBytes("9affffffff"))),
    stranger("hello without anything", "message-shape", () => encodeCbor({ t: "hello" })),
    stranger("hello with an array as device", "message-shape", () => hello({ device: [] })),
    stranger("hello with an app of 5 kB", "message-shape", () => hello({ app: "x".repeat(5000) })),
    stranger("hello from another's device", "ticket-invalid", () => hello({})),
    stranger("push before hello", "hello-first", () => push(vitals, [decoded([setReading(1)])])),
    stranger("subscribe before hello", "hello-first", () =>
      encodeUp({ t: "subscribe", wants: [{ scope: "phc-1", kind: "patient", after: 0 }] }),
    ),
    stranger("a frame over the limit", "1009", () => new Uint8Array(MAX_FRAME_BYTES + 1)),
    insiderFatal("hello twice", "hello-twice", () => hello({})),
    insiderFatal("a pack that inflates to 64 MB", "pack-inflate", () =>
      push(vitals, [], { pack: new Uint8Array(64 << 20) }),
    ),
    insiderFatal("a pack of holes", "pack-malformed", () => push(vitals, [], { pack: holes() })),
    insiderFatal("a pack of 5,000 changes", "pack-too-many", () =>
      push(vitals, [], { pack: new ByteWriter().uleb(1).uleb(5000).finish() }),
    ),
    insiderFatal("a pack that is none", "pack-malformed", () =>
      push(vitals, [], { pack: random.bytes(300) }),
    ),
    refused("10^6 operations", "change-too-many-ops", () => bomb(1_000_000)),
    refused("10^7 operations", "change-too-many-ops", () => bomb(10_000_000)),
    refused("2^40 operations", "change-too-many-ops", () => bomb(2 ** 40)),
    refused("10^6 predecessors", "change-too-many-ops", () =>
      push(vitals, [
        onVitals({
          columns: [
            [0x42, runOf(1, 1)],
            [0x70, runOf(1, 1_000_000)],
          ],
        }),
      ]),
    ),
    refused("a key of 60 kB a thousand times", "change-malformed", () =>
      push(vitals, [onVitals({ columns: [[0x15, runOfText(1000, new Uint8Array(60_000).fill(97))]] })]),
    ),
    refused("a deflated column", "change-malformed", () =>
      push(vitals, [
        onVitals({ columns: [[0x4a, new Uint8Array(deflateRawSync(new Uint8Array(1 << 20)))]] }),
      ]),
    ),
    refused("a deflated change in a plain chunk", "change-malformed", () =>
      push(vitals, [
        onVitals({ columns: [], extra: new Uint8Array(deflateRawSync(new Uint8Array(1 << 22))) }),
      ]),
    ),
    refused("1,900 maps in one another", "change-too-many-ops", () => push(vitals, [nested(1900)])),
    refused("a counter of 5·10^7", "start-op", () =>
      push(vitals, [decoded([setReading(1)], { startOp: 50_000_000 })]),
    ),
    refused("a counter of 2^32", "change-start-op", () =>
      push(vitals, [opBomb(1, ownActor(), 2 ** 32).bytes]),
    ),
    refused("sequence number two without one", "actor-seq", () =>
      push(vitals, [decoded([setReading(1)], { seq: 2 })]),
    ),
    refused("another's actor", "actor-not-author", () =>
      push(vitals, [decoded([setReading(1)], { actor: "00".repeat(16) })]),
    ),
    refused("no dependencies", "no-dependencies", () =>
      push(vitals, [decoded([setReading(1)], { deps: [], startOp: 1 })]),
    ),
    refused("dependencies nobody has", "missing-dep", () =>
      push(vitals, [decoded([setReading(1)], { deps: ["ab".repeat(32)] })]),
    ),
    refused("an unsigned change", "manifest-invalid", () =>
      push(vitals, [decoded([setReading(1)])], { names: false }),
    ),
    refused("a reading under another's id", "reading-id-mismatch", () =>
      push(vitals, [decoded([setReading(1, { key: "a".repeat(26) })])]),
    ),
    refused("a reading in another's name", "reading-author", () => {
      const { id, text } = reading(1, "asha-1");
      return push(vitals, [decoded([setReading(1, { key: id, value: text })])]);
    }),
    refused("overwriting a reading", "append-only", () =>
      push(vitals, [decoded([setReading(1, { pred: [`6@${"00".repeat(16)}`] })])]),
    ),
    refused("overwriting the first change", "root-change-protected", () =>
      push(patientDoc, [onPatient([{ action: "set", obj: "_root", key: "auditKey", value: "x", pred: [] }])]),
    ),
    refused("a reading in another encoding", "change-rejected", (n) => push(vitals, [nonCanonical(n)])),
    refused("an object that does not exist", "unknown-place", () =>
      push(vitals, [decoded([setReading(1, { obj: `5@${"00".repeat(16)}` })])]),
    ),
    refused("an edit of a value that is not there", "reference-missing", () =>
      push(patientDoc, [onPatient([setName([`3@${"99".repeat(16)}`])])]),
    ),
    refused("an edit of another field's value", "reference-missing", () =>
      push(patientDoc, [onPatient([setName([`${patient.rootMaxOp}@${patient.rootActor}`])])]),
    ),
    refused("an edit in a container that is not there", "reference-missing", () =>
      push(patientDoc, [onPatient([{ ...setName([]), obj: `5@${"99".repeat(16)}` }])]),
    ),
    refused("a document under another's name", "doc-id-mismatch", () =>
      push({ ...vitals, id: docIdFromBytes(random.bytes(16)) }, [decoded([setReading(1)])]),
    ),
    refused("someone else's clinic", "scope-refused", () =>
      encodeUp({ t: "subscribe", wants: [{ scope: "phc-2", kind: "patient", after: 0 }] }),
    ),
  ];
};
