import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { bytesToHex } from "../bytes/index.ts";
import { docIdToBytes } from "./doc-id.ts";
import { importedIdentity, sourceNonce } from "./imported.ts";
import { patientRoot } from "./patient.ts";

const key = new Uint8Array(32).fill(3);
const mac = (text: string) => createHmac("sha256", key).update(text).digest("hex");

it("[RC10] everything of an imported patient is HMAC-SHA-256 of the source's id under the clinic's key", () => {
  const one = importedIdentity(key, "challenge2019/p000288");
  expect(bytesToHex(docIdToBytes(one.patientId))).toBe(
    mac("arogya/1/import/id/challenge2019/p000288").slice(0, 32),
  );
  expect(bytesToHex(one.auditKey)).toBe(mac("arogya/1/import/audit/challenge2019/p000288"));
  expect(one.firstActor).toBe(mac("arogya/1/import/actor/challenge2019/p000288").slice(0, 32));
});

it("[RC10] two importers make the same root; another clinic or another stay makes another", () => {
  const root = (k: Uint8Array, source: string) => {
    const { auditKey, firstActor, time } = importedIdentity(k, source);
    return patientRoot({ site: "phc-1", auditKey, identity: { name: "Stay 288" } }, firstActor, time).hash;
  };
  expect(root(key, "s/1")).toBe(root(key.slice(), "s/1"));
  expect(new Set([root(key, "s/1"), root(key, "s/2"), root(new Uint8Array(32).fill(4), "s/1")]).size).toBe(3);
});

it("[RC10] a machine's reading has one nonce however often it is sent", () => {
  expect(sourceNonce(key, "row/5")).toMatch(/^[A-Za-z0-9_-]{22}$/);
  expect(sourceNonce(key, "row/5")).toBe(sourceNonce(key, "row/5"));
  expect(sourceNonce(key, "row/5")).not.toBe(sourceNonce(key, "row/6"));
});
