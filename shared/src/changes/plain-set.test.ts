import * as A from "@automerge/automerge/slim";
import { describe, expect, it } from "vitest";
import { bytesToHex, bytesToUtf8 } from "../bytes/index.ts";
import {
  addReading,
  docIdFromBytes,
  editIdentity,
  patientRoot,
  rootChange,
  type VitalsDoc,
} from "../records/index.ts";
import { must } from "../result.ts";
import { SeededRandom } from "../testing/seeded-random.ts";
import { isCanonicalChange, type MapOp } from "./canonical.ts";
import { buildChange, type ChangeHeader, readChange } from "./chunk.ts";

const address = {
  kind: "vitals",
  owner: docIdFromBytes(new Uint8Array(16).fill(9)),
  period: "2026",
} as const;
const reading = (random: SeededRandom) => ({
  v: 1,
  nonce: "A".repeat(22),
  measuredAt: 1_764_000_000_000 + random.int(1_000_000),
  author: "asha-1",
  source: "keypad",
  heartRate: 40 + random.int(100),
  ...(random.chance(0.3) ? { note: "बुखार ".repeat(random.int(60)) } : {}),
});

/** Readings of two people who merge now and then: with one dependency and with several. */
const readings = (random: SeededRandom, edits: number): Uint8Array[] => {
  const root = rootChange(address);
  const docs = [0, 1].map(
    () => A.applyChanges(A.init<VitalsDoc>({ actor: bytesToHex(random.bytes(16)) }), [root.bytes])[0],
  );
  const out: Uint8Array[] = [];
  for (let n = 0; n < edits; n++) {
    const who = random.int(2);
    if (random.chance(0.3)) docs[who] = A.merge(docs[who]!, docs[1 - who]!);
    docs[who] = A.change(docs[who]!, { time: random.chance(0.1) ? 0 : 1_764_000_000 + n }, (d) => {
      addReading(d, reading(random));
    });
    out.push(A.getLastLocalChange(docs[who])!);
  }
  return out;
};
const plain = (bytes: Uint8Array): Uint8Array => {
  // Automerge deflates what is over 256 bytes; decoding and encoding gives the chunk as it was.
  if (bytes[8] === 1) return bytes;
  return A.encodeChange(A.decodeChange(bytes));
};
const headerOf = (bytes: Uint8Array): ChangeHeader => {
  const read = readChange(bytes);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};
/** What the plain set says, in the decoder's words. */
const said = (bytes: Uint8Array, header: ChangeHeader) => {
  const set = must(header.plainSet, "a plain set");
  return {
    action: "set",
    obj: `${set.objectCounter}@${bytesToHex(bytes.subarray(set.objectActorAt, set.objectActorAt + 16))}`,
    key: bytesToUtf8(bytes.subarray(set.keyAt, set.keyAt + set.keyLength)),
    value: bytesToUtf8(bytes.subarray(set.valueAt, set.valueAt + set.valueLength)),
    pred: [],
  };
};

describe("plain sets", () => {
  it("[PR4] every reading that Automerge writes is one, and says what the decoder says", () => {
    const chunks = readings(new SeededRandom(1), 120).filter((bytes) => bytes[8] === 1);
    expect(chunks.length).toBeGreaterThan(60);
    for (const bytes of chunks) {
      const header = headerOf(bytes);
      const decoded = A.decodeChange(bytes);
      expect(decoded.ops).toMatchObject([said(bytes, header)]);
      expect([header.seq, header.startOp, header.time, header.actor, header.hashHex, header.maxOp]).toEqual([
        decoded.seq,
        decoded.startOp,
        decoded.time,
        decoded.actor,
        decoded.hash,
        decoded.startOp,
      ]);
      expect(header.deps.map(bytesToHex)).toEqual(decoded.deps);
    }
  });

  it("[PR4] nothing else is one: first changes, edits, several operations", () => {
    const patient = { site: "phc-a", auditKey: new Uint8Array(32), identity: { familyName: "A" } };
    const root = patientRoot(patient, "ab".repeat(16), 1);
    const opened = A.clone(root.doc, { actor: "cd".repeat(16) });
    const edited = A.change(opened, { time: 2 }, (d) => editIdentity(d, { familyName: "B", givenName: "C" }));
    const again = A.change(edited, { time: 3 }, (d) => editIdentity(d, { familyName: "D" }));
    const bytes = [
      root.bytes,
      rootChange(address).bytes,
      A.getLastLocalChange(edited)!,
      A.getLastLocalChange(again)!,
    ];
    for (const one of bytes) expect(headerOf(plain(one)).plainSet).toBeUndefined();
  });

  it("[PR5] whatever bytes it accepts, the decoder agrees and the encoding is Automerge's own", () => {
    const random = new SeededRandom(2);
    let accepted = 0;
    let refused = 0;
    for (const chunk of readings(random, 24).filter((bytes) => bytes[8] === 1)) {
      const { bodyAt } = headerOf(chunk);
      for (let at = bodyAt; at < chunk.length; at++) {
        const body = chunk.slice(bodyAt);
        body[at - bodyAt] = random.int(256);
        if (random.chance(0.1)) body[random.int(body.length)] ^= 1 << random.int(8);
        const { bytes } = buildChange(random.chance(0.05) ? body.slice(0, -1) : body);
        const read = readChange(bytes);
        if (!read.ok || !read.value.plainSet) {
          refused++;
          continue;
        }
        let text: ReturnType<typeof said>;
        try {
          text = said(bytes, read.value);
        } catch {
          refused++; // not UTF-8: the judge refuses it as the decoder does
          continue;
        }
        accepted++;
        const decoded = A.decodeChange(bytes);
        expect(decoded.ops).toMatchObject([text]);
        expect(isCanonicalChange(bytes, read.value, decoded.ops as unknown as MapOp[])).toBe(true);
      }
    }
    expect(accepted).toBeGreaterThan(1_000);
    expect(refused).toBeGreaterThan(300);
  });
});
