import { describe, expect, it } from "vitest";
import { silentLog } from "../ports/index.ts";
import { successionBody, type Welcome } from "../protocol/index.ts";
import { createMemoryStore, createTestSigner, testVerifier } from "../testing/index.ts";
import type { EngineContext } from "./engine-context.ts";
import { meetRelay } from "./meet-relay.ts";
import { Outbox } from "./outbox.ts";
import { Standing } from "./standing.ts";

const [first, second, stranger] = ["first", "second", "stranger"].map((name) => createTestSigner(name));
type Key = NonNullable<typeof first>;

/** A device that has met the relay under its first key. */
const device = async (vouched?: Uint8Array) => {
  const store = createMemoryStore();
  const standing = await Standing.load(store);
  const context = {
    store,
    standing,
    outbox: await Outbox.load(store),
    verifier: testVerifier,
    log: silentLog,
    events: { onStage: () => undefined },
    vouchedKey: () => vouched,
  } as unknown as EngineContext;
  const meet = async (key: Key | undefined, options: { epoch?: number; signedBy?: Key | undefined } = {}) => {
    const [from, to] = [(first as Key).publicKey, (key as Key).publicKey];
    const { signedBy, epoch = 1 } = options;
    const welcome = {
      epoch: new Uint8Array(16).fill(epoch),
      relayKey: to,
      backedUpSeq: 0,
      ...(signedBy
        ? { successions: [{ from, to, signature: await signedBy.sign(successionBody({ from, to })) }] }
        : {}),
    } as Welcome;
    return (await meetRelay(context, welcome)).ok;
  };
  await meet(first);
  return { meet, stored: async () => (await Standing.load(store)).relay?.key };
};

describe("[ID41] a relay that shows another key", () => {
  it("is followed along a chain, and the new key is what is known after that", async () => {
    const { meet, stored } = await device();
    expect(await meet(second, { signedBy: first })).toBe(true);
    expect(await stored()).toEqual(second?.publicKey);
    expect(await meet(first)).toBe(false);
  });

  it.each([1, 2])("without one is nobody we know, under epoch %i", async (epoch) => {
    const { meet, stored } = await device();
    expect(await meet(stranger, { epoch })).toBe(false);
    expect(await meet(stranger, { epoch, signedBy: stranger })).toBe(false);
    expect(await stored()).toEqual(first?.publicKey);
    // The control: the key that is known is met under either.
    expect(await meet(first, { epoch })).toBe(true);
  });

  it.each([1, 2])("is met when the person has vouched for this very key, under epoch %i", async (epoch) => {
    const { meet, stored } = await device(stranger?.publicKey);
    expect(await meet(second, { epoch })).toBe(false);
    expect(await meet(stranger, { epoch })).toBe(true);
    expect(await stored()).toEqual(stranger?.publicKey);
  });
});
