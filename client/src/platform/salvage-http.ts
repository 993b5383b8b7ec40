import {
  handInReceiptSchema,
  type SalvageGrant,
  salvageGrantSchema,
  type WipeStatement,
} from "@arogyasync/shared/protocol";
import type { SalvageHttp } from "@arogyasync/shared/replica";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type * as z from "zod/mini";
import { type HttpFailure, postJson, postRaw } from "./relay-http.ts";

/** An upload of a megabyte at the 5 kB/s of a bad field network. */
const UPLOAD_TIMEOUT_MS = 5 * 60_000;

const parsed = async <T>(
  answer: Result<Response, HttpFailure>,
  schema: z.ZodMiniType<T>,
): Promise<Result<T, HttpFailure>> => {
  if (!answer.ok) return answer;
  const value = schema.safeParse(await answer.value.json().catch(() => undefined));
  return value.success
    ? ok(value.data)
    : err({ code: "bad-answer", message: value.error.message, terminal: false, relayNowMs: undefined });
};

/** The relay's way out for devices that open no session any more. */
export const webSalvage: SalvageHttp & {
  /** The device's signed word that it is empty. */
  wiped(statement: WipeStatement): Promise<Result<undefined, HttpFailure>>;
} = {
  grant: async (body) => parsed<SalvageGrant>(await postJson("/api/salvage/grant", body), salvageGrantSchema),
  upload: async (credential, body) =>
    parsed(
      await postRaw("/api/salvage", {
        headers: { "content-type": "application/cbor", authorization: `Salvage ${credential}` },
        body: body as Uint8Array<ArrayBuffer>,
        timeoutMs: UPLOAD_TIMEOUT_MS,
      }),
      handInReceiptSchema,
    ),
  async wiped(statement) {
    const answer = await postJson("/api/salvage/wiped", statement);
    return answer.ok ? ok(undefined) : answer;
  },
};
