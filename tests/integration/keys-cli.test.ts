import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { relayKeysSchema } from "@arogyasync/shared/protocol";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { generateKeyPair, testConfig, testPasswords } from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "arogya-keys-cli-"));
});
afterEach(() => rmSync(dir, { recursive: true }));
const open = (): Promise<Relay> => createRelay(testConfig(dir), { passwords: testPasswords });

/** Runs `arogya keys …` on the data folder; gives the exit code and what was printed. */
const keys = async (...args: readonly string[]): Promise<{ code: number; text: string }> => {
  const { runProgram } = await import("@arogyasync/cli/testing");
  let text = "";
  const take = (piece: string | Uint8Array): boolean => {
    text += String(piece);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((s) => vi.spyOn(s, "write").mockImplementation(take));
  try {
    return { code: await runProgram(["node", "arogya", "keys", ...args, "--data-dir", dir]), text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

test("[ID41] rotates beside a running relay, which publishes the new key within a second; the list tells of both", async () => {
  await using relay = await open();
  const published = async () =>
    relayKeysSchema.parse(await (await fetch(`${relay.url}/relay-keys`)).json()).keys;
  expect(await published()).toHaveLength(1);
  expect(await keys("rotate", "receipt")).toMatchObject({ code: 0 });
  const from = performance.now();
  while ((await published()).length < 2) expect(performance.now() - from).toBeLessThan(5_000);
  const listed = await keys("list");
  expect(listed.text.match(/^receipt .+until/gm)).toHaveLength(1);
  expect(listed.text.match(/^(receipt|token) .+in use/gm)).toHaveLength(2);
});

test("[ID40] says in one line what is wrong, and rotates a folder that no relay runs on", async () => {
  expect(await keys("rotate", "everything")).toMatchObject({ code: 3 });
  expect(await keys("rotate", "receipt", "--now")).toMatchObject({ code: 3 });
  await (await open()).close();
  expect(await keys("rotate", "token", "--now")).toMatchObject({ code: 0 });
  await (await open()).close();
});

test("a data folder from before keys had a history keeps its keys", async () => {
  const old = { receipts: generateKeyPair(), tokens: generateKeyPair() };
  for (const [name, { privatePem }] of Object.entries(old))
    writeFileSync(join(dir, `relay-${name}.key.pem`), privatePem, { mode: 0o600 });
  await using relay = await open();
  const [first] = relayKeysSchema.parse(await (await fetch(`${relay.url}/relay-keys`)).json()).keys;
  expect(first).toEqual({ key: Buffer.from(old.receipts.publicKey).toString("base64url"), fromMs: 0 });
});

test("a private key that is gone is named; no other is made in its place", async () => {
  await (await open()).close();
  rmSync(join(dir, "relay-receipts.key.pem"));
  await expect(open()).rejects.toThrow("Restore it from the last backup");
  expect(existsSync(join(dir, "relay-receipts.key.pem"))).toBe(false);
});
