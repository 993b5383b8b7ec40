import type * as z from "zod/mini";
import { concatBytes, equalBytes, utf8ToBytes } from "../bytes/index.ts";
import type { SignatureVerifier } from "../ports/index.ts";
import type { keySuccession } from "./fields.ts";

/** One rotation of the relay's receipt key: the old key's word that the new one speaks for it. */
export type KeySuccession = z.infer<typeof keySuccession>;

/** What the old key signs. [ID41] */
export const successionBody = ({ from, to }: Omit<KeySuccession, "signature">): Uint8Array =>
  concatBytes(utf8ToBytes("arogya/relay-key/1\0"), from, to);

/**
 * The keys that come after one which is known, in order, each signed by the one before it. What no known key has
 * signed is passed over: a chain that breaks off leads nowhere. [ID41]
 * @param successions oldest first.
 */
export const successorsOf = async (
  verifier: SignatureVerifier,
  known: Uint8Array,
  successions: readonly KeySuccession[],
): Promise<readonly Uint8Array[]> => {
  const found: Uint8Array[] = [];
  let last = known;
  for (const succession of successions) {
    if (!equalBytes(succession.from, last)) continue;
    if (!(await verifier.verify(last, successionBody(succession), succession.signature))) continue;
    last = succession.to;
    found.push(last);
  }
  return found;
};

/** Whether the relay that now shows `shown` is the one whose key was `known`. */
export const isSuccessorOf = async (
  verifier: SignatureVerifier,
  known: Uint8Array,
  shown: Uint8Array,
  successions: readonly KeySuccession[],
): Promise<boolean> =>
  equalBytes(known, shown) ||
  (await successorsOf(verifier, known, successions)).some((key) => equalBytes(key, shown));
