import { base64UrlToBytes, bytesToBase64Url } from "../bytes/index.ts";
import type { SignatureVerifier, Signer } from "../ports/index.ts";
import {
  type DepartureCause,
  departProofBody,
  type HandInReceipt,
  type SalvageGrant,
  salvageGrantBody,
  salvageProofBody,
} from "../protocol/index.ts";
import { err, ok, type Result } from "../result.ts";
import type { HandInFailure, HandInLink } from "./hand-in.ts";

/** The relay's `/api/salvage`, however a browser or a Node process reaches it. */
export interface SalvageHttp {
  /** `POST /api/salvage/grant`. `relayNowMs`: the relay's clock, where a refusal says it. */
  grant(body: {
    readonly publicKey: string;
    readonly at: number;
    readonly proof: string;
  }): Promise<Result<SalvageGrant, HandInFailure & { readonly relayNowMs?: number | undefined }>>;
  /** `POST /api/salvage` with `Authorization: Salvage CREDENTIAL`. */
  upload(credential: string, body: Uint8Array): Promise<Result<HandInReceipt, HandInFailure>>;
}

/**
 * Whether a grant was signed by the relay that this device knows, for this key and this device. Without it nothing
 * leaves the device and nothing is ever wiped: anybody can say 403. [QR32]
 */
export const isGrantFor = async (
  verifier: SignatureVerifier,
  relayKey: Uint8Array,
  { signature, ...grant }: SalvageGrant,
  to: { readonly key: Uint8Array; readonly device: string },
): Promise<boolean> =>
  grant.key === bytesToBase64Url(to.key) &&
  grant.device === to.device &&
  (await verifier.verify(relayKey, salvageGrantBody(grant), base64UrlToBytes(signature)));

export interface SalvageLinkDeps {
  readonly http: SalvageHttp;
  readonly signer: Signer;
  readonly verifier: SignatureVerifier;
  readonly relayKey: Uint8Array;
  readonly device: string;
  /** By the device's clock, epoch ms. */
  now(): number;
  /** What the refusal of the session brought. */
  readonly grant?: SalvageGrant | undefined;
}

export interface SalvageLink extends HandInLink {
  /** Why this device must go, by the relay's signed word: the grant's. */
  cause(): Promise<Result<DepartureCause, HandInFailure>>;
}

const forged: HandInFailure = {
  code: "grant-invalid",
  message: "The permission to hand in is not signed by the relay that this device knows.",
};

/** Hands in under grants: takes one, uses it once, takes the next; proves the device key over each upload. [QR11] */
export const createSalvageLink = (deps: SalvageLinkDeps): SalvageLink => {
  const { http, signer, verifier, relayKey, device } = deps;
  let held = deps.grant;

  const ask = async (at: number) => {
    const proof = bytesToBase64Url(await signer.sign(departProofBody(signer.publicKey, at)));
    return http.grant({ publicKey: bytesToBase64Url(signer.publicKey), at, proof });
  };
  const take = async (): Promise<Result<SalvageGrant, HandInFailure>> => {
    if (!held) {
      let answer = await ask(deps.now());
      // A phone years behind proves itself by the relay's clock.
      if (!answer.ok && answer.error.code === "clock-skew" && answer.error.relayNowMs !== undefined)
        answer = await ask(answer.error.relayNowMs);
      if (!answer.ok) return answer;
      held = answer.value;
    }
    if (await isGrantFor(verifier, relayKey, held, { key: signer.publicKey, device })) return ok(held);
    held = undefined;
    return err(forged);
  };

  const upload = async (body: Uint8Array, isSecond: boolean): ReturnType<HandInLink["upload"]> => {
    const grant = await take();
    if (!grant.ok) return grant;
    const { nonce } = grant.value;
    const proof = bytesToBase64Url(await signer.sign(salvageProofBody(nonce, body)));
    const answer = await http.upload(`${nonce}.${proof}`, body);
    // Used up, whatever for: a lost answer comes again under the same grant, a new upload needs another.
    if (answer.ok) held = undefined;
    else if (["grant-used", "grant-expired", "grant-unknown"].includes(answer.error.code)) {
      held = undefined;
      if (!isSecond) return upload(body, true);
    }
    return answer;
  };
  return {
    upload: (body) => upload(body, false),
    async cause() {
      const grant = await take();
      return grant.ok ? ok(grant.value.cause) : grant;
    },
  };
};
