import * as A from "@automerge/automerge";
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { bytesToHex, utf8ToBytes } from "@arogyasync/shared/bytes";
import { actorPrefix, manifestBody, packChanges, receiptBody } from "@arogyasync/shared/changes";
import { deviceProofBody, encodeDown, encodeUp, successionBody } from "@arogyasync/shared/protocol";
import {
  addReading,
  containerCounter,
  containersByKind,
  type DocAddress,
  deriveDocId,
  derivationPath,
  docIdFromBytes,
  docIdHex,
  docKinds,
  importedIdentity,
  parseReading,
  patientRoot,
  type Reading,
  ROOT_ACTOR,
  readingIdOf,
  rootChange,
  sealReading,
  sourceNonce,
  type VitalsDoc,
} from "@arogyasync/shared/records";
import { sampleDown, sampleUp } from "@arogyasync/shared/testing";

/** The private key of every vector: 32 bytes of 0x42. Never used for anything else. */
const SEED = new Uint8Array(32).fill(0x42);
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, SEED]), format: "der", type: "pkcs8" });
const publicKey = new Uint8Array(
  createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32),
);
const signature = (body: Uint8Array) => bytesToHex(new Uint8Array(sign(null, body, privateKey)));

const patientId = docIdFromBytes(new Uint8Array(16).fill(7));
const addresses: DocAddress[] = [
  { kind: "vitals", owner: patientId, period: "2026" },
  { kind: "vitals", owner: patientId, period: "2027" },
  { kind: "monitor", owner: patientId, period: "2026-11-22" },
  { kind: "coverage", owner: patientId, period: "" },
  { kind: "ward", owner: "phc-rampur", period: "female" },
  { kind: "clinic", owner: "phc-rampur", period: "" },
];

const base: Reading = {
  v: 1,
  nonce: "AAECAwQFBgcICQoLDA0ODw",
  measuredAt: 1_764_000_000_000,
  author: "asha-1",
  source: "keypad",
};
const validReadings: Record<string, Reading> = {
  "only what is required": base,
  "a full panel": {
    ...base,
    device: "phone-1",
    heartRate: 72,
    spo2: 98,
    tempCx10: 368,
    systolic: 120,
    diastolic: 80,
    respiratoryRate: 16,
    weightG: 61_500,
    heightMm: 1580,
    glucoseMgDl: 104,
    consciousness: "A",
    onOxygen: false,
  },
  "text in another script, and characters that JSON escapes": { ...base, note: 'चक्कर "\\\n\u0001\u2028😀' },
  "confirmed and not measured": { ...base, heartRate: 190, confirmed: ["heartRate"], notMeasured: { spo2: "refused" } },
  "a correction": { ...base, heartRate: 73, supersedes: "a".repeat(26), reason: "typing slip" },
  "a retraction": { ...base, retracts: "a".repeat(26), reason: "wrong patient" },
  "a newer version with fields nobody knows": { ...base, v: 9, lactateX10: 21, deep: { list: [1, null, true, "x"] } },
};
const text = (fields: object) => {
  const sealed = sealReading({ ...base, ...fields });
  if (!sealed.ok) throw new Error(sealed.error);
  return sealed.value.text;
};
const invalidReadings: Record<string, string> = {
  "a space": text({}).replace(":", ": "),
  "keys in another order": '{"v":1,"author":"asha-1"}',
  "a needless escape": text({}).replace("asha-1", "\\u0061sha-1"),
  "a float": text({}).replace('"v":1', '"v":1.0'),
  "a repeated key": text({}).replace('"v":1', '"v":1,"v":1'),
  "a lone surrogate": text({}).replace("asha-1", "\\ud800"),
  "no nonce": text({}).replace('"nonce":"AAECAwQFBgcICQoLDA0ODw",', ""),
  "a pulse as text": text({}).replace('"measuredAt"', '"heartRate":"72","measuredAt"'),
  "a correction without a reason": text({}).replace('"v":1', `"supersedes":"${"a".repeat(26)}","v":1`),
  "more than 4096 bytes": text({}).replace('"v":1', `"t":"${"x".repeat(4096)}","v":1`),
  "no JSON": "heartRate=72",
};

const ids = () => ({
  docIds: [0, 7, 255].map((n) => {
    const bytes = new Uint8Array(16).fill(n);
    return { bytes: bytesToHex(bytes), id: docIdFromBytes(bytes) };
  }),
  derived: addresses.map((address) => ({
    address,
    path: derivationPath(address),
    id: deriveDocId(address),
    bytes: docIdHex(deriveDocId(address)),
  })),
  actor: { publicKey: bytesToHex(publicKey), prefix: actorPrefix(publicKey) },
  imported: (() => {
    const importKey = new Uint8Array(32).fill(3);
    const { patientId: id, auditKey, firstActor } = importedIdentity(importKey, "challenge2019/p000288");
    return {
      importKey: bytesToHex(importKey),
      sourceId: "challenge2019/p000288",
      patientId: id,
      auditKey: bytesToHex(auditKey),
      firstActor,
      nonce: { sourceKey: "p000288/17", value: sourceNonce(auditKey, "p000288/17") },
    };
  })(),
});

const patient = () => {
  const input = {
    site: "phc-rampur",
    auditKey: new Uint8Array(32).fill(9),
    identity: { name: "Sita Devi", nameLocal: "सीता देवी", phone: "9876543210" },
    identifiers: { abha: "91-1234-5678-9012" },
  };
  const actor = `${actorPrefix(publicKey)}0102030405060708`;
  const { bytes, hash } = patientRoot(input, actor, 1_764_000_000);
  return { input: { ...input, auditKey: bytesToHex(input.auditKey) }, actor, time: 1_764_000_000, bytes: bytesToHex(bytes), hash };
};

const firstChanges = () => ({
  rootActor: ROOT_ACTOR,
  derived: addresses.map((address) => {
    const { bytes, hash, operationCount } = rootChange(address);
    return { address, bytes: bytesToHex(bytes), hash, operationCount };
  }),
  patient: patient(),
  containers: Object.fromEntries(
    docKinds.map((kind) => [
      kind,
      Object.fromEntries(
        containersByKind[kind].map((c) => [c, `${containerCounter(kind, c)}@${kind === "patient" ? "<creator>" : ROOT_ACTOR}`]),
      ),
    ]),
  ),
});

const readings = () => ({
  valid: Object.entries(validReadings).map(([name, reading]) => {
    const sealed = sealReading(reading);
    if (!sealed.ok) throw new Error(`${name}: ${sealed.error}`);
    return { name, text: sealed.value.text, utf8: bytesToHex(utf8ToBytes(sealed.value.text)), id: readingIdOf(sealed.value.text) };
  }),
  invalid: Object.entries(invalidReadings).map(([name, stored]) => {
    const parsed = parseReading(stored);
    if (parsed.ok) throw new Error(`${name} is valid`);
    return { name, text: stored, error: parsed.error };
  }),
});

/** Three changes of two documents by one actor: two readings, then one that depends on the first, and another document's. */
const packed = () => {
  const [first, second] = addresses as [DocAddress, DocAddress];
  const actor = `${actorPrefix(publicKey)}1112131415161718`;
  const changes: { docIndex: number; bytes: Uint8Array; hash: string }[] = [];
  const add = (docIndex: number, doc: A.Doc<VitalsDoc>, ...list: Reading[]) => {
    const next = A.change(doc, { time: 1_764_000_000 }, (d) => {
      for (const reading of list) addReading(d, reading);
    });
    changes.push({ docIndex, bytes: A.getLastLocalChange(next)!, hash: A.getHeads(next)[0]! });
    return next;
  };
  const open = (address: DocAddress) =>
    A.applyChanges(A.init<VitalsDoc>({ actor }), [rootChange(address).bytes])[0];
  const one = add(0, open(first), { ...base, heartRate: 70 }, { ...base, heartRate: 71 });
  add(0, one, { ...base, heartRate: 72 });
  add(1, open(second), { ...base, heartRate: 73 });
  return { docs: [first, second], changes, pack: packChanges(changes.map(({ docIndex, bytes }) => ({ docIndex, bytes }))) };
};
const packs = () => {
  const { docs, changes, pack } = packed();
  return {
    valid: [
      { name: "nothing", docs: [], changes: [], pack: bytesToHex(packChanges([])) },
      {
        name: "readings with dependencies inside and outside",
        docs,
        changes: changes.map((c) => ({ ...c, bytes: bytesToHex(c.bytes) })),
        pack: bytesToHex(pack),
      },
    ],
    invalid: [
      { name: "a future version", pack: "0200", error: "pack-malformed" },
      { name: "cut short", pack: bytesToHex(pack.subarray(0, pack.length - 1)), error: "pack-malformed" },
      { name: "one byte more", pack: `${bytesToHex(pack)}00`, error: "pack-malformed" },
      { name: "5,000 changes promised", pack: "018827", error: "pack-too-many" },
    ],
  };
};

const signed = () => {
  const { docs, changes } = packed();
  const names = changes.map((c) => ({
    doc: Uint8Array.from(Buffer.from(docIdHex(deriveDocId(docs[c.docIndex]!)), "hex")),
    hash: Uint8Array.from(Buffer.from(c.hash, "hex")),
  }));
  const manifest = manifestBody(publicKey, 1_764_000_000_000, names);
  const stamp = { epoch: new Uint8Array(16).fill(0xee), seq: 77, receivedAt: 1_764_000_000_500 };
  const receipt = receiptBody(stamp, names);
  const succession = successionBody({ from: publicKey, to: new Uint8Array(32).fill(0x43) });
  const login = { user: "asha", deviceId: "device-0001", code: "7K3M9QXT2B4V", at: 1_764_000_000_000 };
  const keys = { deviceKey: publicKey, personKey: new Uint8Array(32).fill(0x44) };
  const device = deviceProofBody({ ...login, ...keys });
  return {
    privateKey: bytesToHex(SEED),
    publicKey: bytesToHex(publicKey),
    names: names.map((n) => ({ doc: bytesToHex(n.doc), hash: bytesToHex(n.hash) })),
    manifest: { signedAt: 1_764_000_000_000, body: bytesToHex(manifest), signature: signature(manifest) },
    receipt: { ...stamp, epoch: bytesToHex(stamp.epoch), body: bytesToHex(receipt), signature: signature(receipt) },
    succession: { to: "43".repeat(32), body: bytesToHex(succession), signature: signature(succession) },
    device: { ...login, personKey: "44".repeat(32), body: bytesToHex(device), signature: signature(device) },
  };
};

const hexed = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? { hex: bytesToHex(value) }
    : Array.isArray(value)
      ? value.map(hexed)
      : value !== null && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, hexed(v)]))
        : value;

const frames = () => ({
  up: Object.entries(sampleUp).map(([name, m]) => ({ name, message: hexed(m), frame: bytesToHex(encodeUp(m)) })),
  down: Object.entries(sampleDown).map(([name, m]) => ({ name, message: hexed(m), frame: bytesToHex(encodeDown(m)) })),
  invalid: [
    { name: "null", frame: "f6", error: "frame-malformed" },
    { name: "an array", frame: "83010203", error: "frame-malformed" },
    { name: "a bignum", frame: "a261746568656c6c6f6178c2420100", error: "frame-malformed" },
    { name: "a value that contains itself", frame: "d81ca261746568656c6c6f6178d81d00", error: "frame-malformed" },
    { name: "an indefinite map", frame: "bf61746161ff", error: "frame-malformed" },
    { name: "a hello without anything", frame: "a161746568656c6c6f", error: "message-shape" },
    { name: "an unknown message", frame: "a16174656665746368", error: "message-shape" },
  ],
});

/** Everything that another implementation has to reproduce, by file name. */
export const vectors = (): Record<string, unknown> => ({
  "ids.json": ids(),
  "first-changes.json": firstChanges(),
  "readings.json": readings(),
  "packs.json": packs(),
  "signed-bodies.json": signed(),
  "frames.json": frames(),
});
