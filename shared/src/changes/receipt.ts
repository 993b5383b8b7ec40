import { ByteWriter, concatBytes, sha256, u64be, utf8ToBytes } from "../bytes/index.ts";
import type { ChangeName } from "./manifest.ts";

/** The relay's signed word that these changes are on its disk, in this epoch, up to this sequence. */
export interface Receipt {
  /** 16 bytes naming one life of the log; a relay restored from backup starts a new one. */
  readonly epoch: Uint8Array;
  /** The highest sequence among the changes. */
  readonly seq: number;
  /** Relay clock, epoch ms. */
  readonly receivedAt: number;
  readonly signature: Uint8Array;
}

const DOMAIN = utf8ToBytes("arogya/receipt/1\0");

/** domain ‖ epoch ‖ u64be(seq) ‖ u64be(receivedAt) ‖ u64be(count) ‖ SHA-256(doc ‖ hash …) in the order of the push. [PR8] */
export const receiptBody = (
  receipt: Omit<Receipt, "signature">,
  names: readonly ChangeName[],
): Uint8Array => {
  const pairs = new ByteWriter();
  for (const { doc, hash } of names) pairs.bytes(doc).bytes(hash);
  return concatBytes(
    DOMAIN,
    receipt.epoch,
    u64be(receipt.seq),
    u64be(receipt.receivedAt),
    u64be(names.length),
    sha256(pairs.finish()),
  );
};
