import { bytesToBase64Url, bytesToHex } from "../bytes/index.ts";
import { type ChangeName, unpackChanges } from "../changes/index.ts";
import type { Signer } from "../ports/index.ts";
import {
  type DepartureCause,
  decodeHandIn,
  handInReceiptBody,
  type SalvageGrant,
  salvageGrantBody,
} from "../protocol/index.ts";
import type { HandInFailure, HandInLink, SalvageHttp } from "../replica/index.ts";
import { err, ok, type Result } from "../result.ts";
import { createTestSigner } from "./test-signer.ts";

/**
 * A relay's way out, honest unless told otherwise: takes uploads, keeps the names of what they hold, signs for them.
 * The real one is tested with `tests/integration`.
 */
export class SalvageDesk implements SalvageHttp, HandInLink {
  readonly signer: Signer;
  readonly device: string;
  /** Hashes (hex) of everything taken in. */
  readonly has = new Set<string>();
  readonly bodies: string[] = [];
  epoch = new Uint8Array(16);
  /** Why the device must go; undefined: it need not. */
  cause: DepartureCause | undefined = "device-revoked";
  /** Who signs receipts. */
  receiptSigner: Signer | undefined;
  /** What a receipt is signed over. */
  sign: (names: ChangeName[]) => ChangeName[] = (names) => names;
  fates: (count: number) => string = (count) => "q".repeat(count);
  /** The next answers are lost on the way, after everything was stored. */
  lose = 0;
  /** Answers with this instead of taking anything. */
  refusal: string | undefined;
  /** Runs between storing and answering. */
  meanwhile: () => Promise<void> = async () => {};

  constructor(options: { readonly signer?: Signer; readonly device?: string } = {}) {
    this.signer = options.signer ?? createTestSigner("relay");
    this.device = options.device ?? "phone-0001";
  }

  async grant({ publicKey }: { readonly publicKey: string }): Promise<Result<SalvageGrant, HandInFailure>> {
    if (!this.cause) return err({ code: "not-departing", message: "there is nothing to hand in this way" });
    const grant = {
      nonce: bytesToBase64Url(new Uint8Array(16)),
      key: publicKey,
      device: this.device,
      cause: this.cause,
      issuedAt: 1,
      expiresAt: 2,
      maxBytes: 8 * 1024 * 1024,
    };
    return ok({ ...grant, signature: bytesToBase64Url(await this.signer.sign(salvageGrantBody(grant))) });
  }

  upload(body: Uint8Array): ReturnType<HandInLink["upload"]>;
  upload(credential: string, body: Uint8Array): ReturnType<HandInLink["upload"]>;
  async upload(...input: readonly (string | Uint8Array)[]): ReturnType<HandInLink["upload"]> {
    const body = input.at(-1) as Uint8Array;
    if (this.refusal !== undefined) return err({ code: this.refusal, message: "not taken" });
    this.bodies.push(bytesToHex(body));
    const names: ChangeName[] = [];
    const decoded = decodeHandIn(body);
    if (!decoded.ok) return err({ code: "malformed", message: "the upload could not be read" });
    for (const { docs, pack } of decoded.value.parts) {
      const items = unpackChanges(pack);
      if (!items.ok) return err({ code: "malformed", message: "the pack could not be read" });
      for (const item of items.value)
        if (!("error" in item)) names.push({ doc: docs[item.docIndex]!.id, hash: item.header.hash });
    }
    for (const { hash } of names) this.has.add(bytesToHex(hash));
    await this.meanwhile();
    if (this.lose-- > 0) return err({ code: "offline", message: "the answer was lost" });
    const signed = this.sign(names);
    const receipt = { epoch: bytesToBase64Url(this.epoch), at: 1, fates: this.fates(signed.length) };
    const signature = await (this.receiptSigner ?? this.signer).sign(handInReceiptBody(receipt, signed));
    return ok({ ...receipt, signature: bytesToBase64Url(signature) });
  }
}
