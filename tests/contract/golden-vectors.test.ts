import * as A from "@automerge/automerge";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@arogyasync/shared/bytes";
import { readChange, unpackChanges } from "@arogyasync/shared/changes";
import { decodeDown, decodeUp } from "@arogyasync/shared/protocol";
import { parseReading, readingIdOf } from "@arogyasync/shared/records";
import { vectors } from "../golden/vectors.ts";

const folder = new URL("../golden/", import.meta.url);
const load = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as T;

describe("golden vectors", () => {
  const now = vectors();

  it.each(Object.keys(now))("[RC1][RC3][RC4][PR1][PR3][PR6][PR8] the code still writes %s", (name) => {
    expect(JSON.parse(JSON.stringify(now[name]))).toEqual(load(name));
  });

  it("no file is without a test", () => {
    const files = readdirSync(folder).filter((f) => f.endsWith(".json"));
    expect(files.sort()).toEqual(Object.keys(now).sort());
  });
});

describe("golden vectors read from the files alone", () => {
  it("[RC3] first changes load in Automerge and have the written hash", () => {
    const file = load<{
      derived: { bytes: string; hash: string }[];
      patient: { bytes: string; hash: string };
    }>("first-changes.json");
    for (const { bytes, hash } of [...file.derived, file.patient]) {
      expect(A.getHeads(A.applyChanges(A.init(), [hexToBytes(bytes)])[0])).toEqual([hash]);
      expect(readChange(hexToBytes(bytes))).toMatchObject({ ok: true, value: { hashHex: hash } });
    }
  });

  it("[RC4] readings: text gives the id, invalid text gives the error", () => {
    const file = load<{
      valid: { text: string; utf8: string; id: string }[];
      invalid: { text: string; error: string }[];
    }>("readings.json");
    for (const { text, utf8, id } of file.valid) {
      expect(bytesToHex(utf8ToBytes(text))).toBe(utf8);
      expect(readingIdOf(text)).toBe(id);
      expect(parseReading(text).ok).toBe(true);
    }
    for (const { text, error } of file.invalid) expect(parseReading(text)).toEqual({ ok: false, error });
  });

  it("[PR3] packs: the bytes give the changes, bad bytes give the error", () => {
    const file = load<{
      valid: { pack: string; changes: { docIndex: number; bytes: string; hash: string }[] }[];
      invalid: { pack: string; error: string }[];
    }>("packs.json");
    for (const { pack, changes } of file.valid) {
      const unpacked = unpackChanges(hexToBytes(pack));
      const got = unpacked.ok ? unpacked.value : [];
      expect(
        got.map((c) =>
          "error" in c ? c : { docIndex: c.docIndex, bytes: bytesToHex(c.bytes), hash: c.header.hashHex },
        ),
      ).toEqual(changes);
    }
    for (const { pack, error } of file.invalid)
      expect(unpackChanges(hexToBytes(pack))).toEqual({ ok: false, error });
  });

  it("[PR1] frames: the bytes give the message, bad bytes give the error", () => {
    interface Sample {
      frame: string;
      message: unknown;
    }
    const file = load<{ up: Sample[]; down: Sample[]; invalid: { frame: string; error: string }[] }>(
      "frames.json",
    );
    const unhex = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(unhex);
      if (value === null || typeof value !== "object") return value;
      const { hex } = value as { hex?: unknown };
      if (typeof hex === "string") return hexToBytes(hex);
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unhex(v)]));
    };
    for (const { frame, message } of file.up)
      expect(decodeUp(hexToBytes(frame))).toEqual({ ok: true, value: unhex(message) });
    for (const { frame, message } of file.down)
      expect(decodeDown(hexToBytes(frame))).toEqual({ ok: true, value: unhex(message) });
    for (const { frame, error } of file.invalid)
      expect(decodeUp(hexToBytes(frame))).toEqual({ ok: false, error });
  });

  it("[PR6][PR8][ID31][ID41] signatures verify under the written key", () => {
    interface Signed {
      body: string;
      signature: string;
    }
    const file = load<
      { publicKey: string } & Readonly<Record<"manifest" | "receipt" | "succession" | "device", Signed>>
    >("signed-bodies.json");
    const spki = Buffer.from(`302a300506032b6570032100${file.publicKey}`, "hex");
    const key = createPublicKey({ key: spki, format: "der", type: "spki" });
    for (const { body, signature } of [file.manifest, file.receipt, file.succession, file.device])
      expect(verify(null, hexToBytes(body), key, hexToBytes(signature))).toBe(true);
  });
});
