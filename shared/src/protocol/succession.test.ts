import { describe, expect, it } from "vitest";
import { bytesToBase64Url } from "../bytes/index.ts";
import { receiptBody } from "../changes/index.ts";
import { createTestSigner, testVerifier } from "../testing/index.ts";
import { isReceiptSigned, type RelayKey, successionsIn } from "./relay-keys.ts";
import { isSuccessorOf, successionBody, successorsOf } from "./succession.ts";

const [first, second, third, thief] = ["first", "second", "third", "thief"].map((name) =>
  createTestSigner(name),
) as [
  ReturnType<typeof createTestSigner>,
  ReturnType<typeof createTestSigner>,
  ReturnType<typeof createTestSigner>,
  ReturnType<typeof createTestSigner>,
];
type Key = typeof first;
const follows = async (from: Key, to: Key, by: Key = from) => {
  const keys = { from: from.publicKey, to: to.publicKey };
  return { ...keys, signature: await by.sign(successionBody(keys)) };
};
const isFollowed = (known: Key, shown: Key, chain: readonly Awaited<ReturnType<typeof follows>>[]) =>
  isSuccessorOf(testVerifier, known.publicKey, shown.publicKey, chain);

describe("[ID41] the chain of receipt keys", () => {
  it("is followed from whichever key is known, however many rotations were missed", async () => {
    const chain = [await follows(first, second), await follows(second, third)];
    expect(await successorsOf(testVerifier, first.publicKey, chain)).toEqual([
      second.publicKey,
      third.publicKey,
    ]);
    expect(await isFollowed(first, third, chain)).toBe(true);
    expect(await isFollowed(second, third, chain)).toBe(true);
    expect(await isFollowed(third, third, [])).toBe(true);
  });

  it("leads to no key that its predecessor has not signed, and never backwards", async () => {
    const honest = await follows(first, second);
    expect(await isFollowed(first, thief, [honest, await follows(second, thief, thief)])).toBe(false);
    expect(await isFollowed(first, thief, [await follows(first, thief, thief)])).toBe(false);
    expect(await isFollowed(first, third, [await follows(second, third)])).toBe(false);
    expect(await isFollowed(second, first, [honest])).toBe(false);
    expect(await isFollowed(first, thief, [await follows(thief, thief)])).toBe(false);
    // The control: the honest step beside them is taken.
    expect(await isFollowed(first, second, [await follows(first, thief, thief), honest])).toBe(true);
  });
});

describe("[ID42] an old receipt", () => {
  const names = [{ doc: new Uint8Array(16).fill(1), hash: new Uint8Array(32).fill(2) }];
  const receiptBy = async (signer: Key, receivedAt: number) => {
    const receipt = { epoch: new Uint8Array(16), seq: 7, receivedAt };
    return { ...receipt, signature: await signer.sign(receiptBody(receipt, names)) };
  };
  const published = async (): Promise<RelayKey[]> => [
    { key: bytesToBase64Url(first.publicKey), fromMs: 0, untilMs: 1_000 },
    {
      key: bytesToBase64Url(second.publicKey),
      fromMs: 900,
      signature: bytesToBase64Url((await follows(first, second)).signature),
    },
  ];

  it("is good by the key of its time, and by no other", async () => {
    const keys = await published();
    const isGood = async (signer: Key, at: number) =>
      isReceiptSigned(testVerifier, keys, await receiptBy(signer, at), names);
    expect(await isGood(first, 500)).toBe(true);
    expect(await isGood(first, 950)).toBe(true);
    expect(await isGood(second, 950)).toBe(true);
    expect(await isGood(second, 5_000)).toBe(true);
    expect(await isGood(first, 1_001)).toBe(false);
    expect(await isGood(second, 899)).toBe(false);
    expect(await isGood(thief, 500)).toBe(false);
    const others = [{ doc: new Uint8Array(16).fill(1), hash: new Uint8Array(32).fill(3) }];
    expect(await isReceiptSigned(testVerifier, keys, await receiptBy(first, 500), others)).toBe(false);
  });

  it("comes with keys that tell how each came to be", async () => {
    const [one] = successionsIn(await published());
    expect(one && (await successorsOf(testVerifier, first.publicKey, [one]))).toEqual([second.publicKey]);
  });
});
