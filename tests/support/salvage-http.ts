import { handInReceiptSchema, problemSchema, salvageGrantSchema } from "@arogyasync/shared/protocol";
import type { SalvageHttp } from "@arogyasync/shared/replica";
import { err, ok } from "@arogyasync/shared/result";

const failed = async (response: Response) => {
  const { code, title } = problemSchema.parse(await response.json());
  return err({ code, message: title });
};

/** A relay's `/api/salvage` from a Node process. */
export const salvageHttp = (relayUrl: string): SalvageHttp => ({
  async grant(body) {
    const response = await fetch(`${relayUrl}/api/salvage/grant`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.ok ? ok(salvageGrantSchema.parse(await response.json())) : failed(response);
  },
  async upload(credential, body) {
    const response = await fetch(`${relayUrl}/api/salvage`, {
      method: "POST",
      headers: { Authorization: `Salvage ${credential}`, "Content-Type": "application/cbor" },
      body: body as Uint8Array<ArrayBuffer>,
    });
    return response.ok ? ok(handInReceiptSchema.parse(await response.json())) : failed(response);
  },
});
