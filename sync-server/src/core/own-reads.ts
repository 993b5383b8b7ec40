import type { NewAccessEntry } from "@arogyasync/shared/access";
import { ownReadBody } from "@arogyasync/shared/access";
import type { SignedRead } from "@arogyasync/shared/api";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { parseDocId } from "@arogyasync/shared/records";
import type { AccountStore } from "./accounts.ts";
import type { Reader } from "./deliveries.ts";

/**
 * What a device hands in becomes entries of the log. Person and device are those of the registered key that signed,
 * never what the entry claims; a withdrawn key still speaks for reads of the time before. What is not proved is not
 * dropped: it is logged as what it is, under the one who brought it. [TR4]
 */
export const entriesOfReads = async (
  reads: readonly SignedRead[],
  courier: Reader,
  deps: {
    readonly accounts: Pick<AccountStore, "findKey">;
    readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  },
): Promise<NewAccessEntry[]> => {
  const out: NewAccessEntry[] = [];
  for (const { read, key: keyText, signature } of reads) {
    const key = base64UrlToBytes(keyText);
    const owner = await deps.accounts.findKey(key);
    const isProved =
      owner?.user.id === read.person && deps.verify(key, ownReadBody(read), base64UrlToBytes(signature));
    const common = {
      id: read.id,
      deviceAt: read.at,
      patients: parseDocId(read.patient).ok ? [read.patient] : [],
      purpose: read.purpose,
    };
    if (isProved && owner)
      out.push({
        ...common,
        person: owner.user.id,
        roles: [...owner.user.roles],
        what: read.what,
        device: owner.device,
        reason: read.reason,
        ...(courier.person === owner.user.id ? {} : { courier: courier.person }),
      });
    else
      out.push({
        ...common,
        person: courier.person,
        roles: [...courier.roles],
        what: "unproved",
        device: courier.device,
        reason: owner ? "the signature is not that of the named person" : "the key is not registered",
      });
  }
  return out;
};
